namespace Detector.Models.Bundles;

/// <summary>A line of a stream's history: a pointer that named one version and names another since.</summary>
/// <param name="When">When it moved.</param>
/// <param name="Pointer">Which one.</param>
/// <param name="From">What it named; null: nothing that could be read.</param>
/// <param name="To">What it names since; null: nothing.</param>
/// <param name="By">Who or what moved it.</param>
/// <param name="Why">The reason.</param>
public sealed record PointerMove(DateTimeOffset When, RegistryPointer Pointer, string? From, string? To, string By, string Why);
