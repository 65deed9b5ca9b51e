namespace Detector.Models.Bundles;

/// <summary>A line of a registry's list.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Version">The version.</param>
/// <param name="IsCurrent">Whether it is the one that serves.</param>
/// <param name="Manifest">What it is; null where the manifest cannot be read.</param>
/// <param name="Error">Why the manifest cannot be read; null where it can. The other files are not looked at.</param>
public sealed record BundleInfo(string Stream, string Version, bool IsCurrent, Manifest? Manifest, string? Error);
