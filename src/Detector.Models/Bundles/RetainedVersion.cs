using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>What retention makes of a version.</summary>
/// <param name="Version">The version.</param>
/// <param name="Why">Why it is kept; null: it goes.</param>
/// <param name="Bytes">What its files take.</param>
public sealed record RetainedVersion(string Version, string? Why, long Bytes)
{
    /// <summary>Every version of a stream, the oldest first.</summary>
    /// <exception cref="BundleException">It cannot be read which of them served.</exception>
    internal static IReadOnlyList<RetainedVersion> Of(string stream, IStreamStore folder, int keep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        (IReadOnlyList<PointerMove> moves, IReadOnlyList<int> unreadable) = folder.ReadHistory();
        if (unreadable is [var line, ..])
        {
            throw new BundleException($"Line {line} of {stream}'s history cannot be read, so that it is not known which models served: "
                + "nothing is removed.");
        }

        IReadOnlyList<string> versions = folder.Versions();

        // A pointer that cannot be read throws: what it names is not known, so that nothing may go.
        Dictionary<string, string> why = [];
        foreach ((RegistryPointer pointer, string word) in ((RegistryPointer, string)[])
            [(RegistryPointer.Pinned, "pinned"), (RegistryPointer.Current, "serves"), (RegistryPointer.Previous, "served before"),
                (RegistryPointer.Challenger, "challenger")])
        {
            if (folder.Read(pointer) is { } named)
            {
                why.TryAdd(named, word);
            }
        }

        foreach (PointerMove move in moves.Where(move => move is { Pointer: RegistryPointer.Current, To: not null }))
        {
            why.TryAdd(move.To!, "served");
        }

        foreach (string latest in versions.Where(version => IsSound(folder.FindManifest(version))).TakeLast(keep))
        {
            why.TryAdd(latest, $"one of the last {keep}");
        }

        return [.. versions.Select(version =>
            new RetainedVersion(version, why.GetValueOrDefault(version), folder.Bytes(version)))];
    }

    private static bool IsSound(string? folder)
    {
        try
        {
            return folder is not null && BundleReader.ReadManifest(folder) is not null;
        }
        catch (BundleException)
        {
            return false;
        }
    }
}
