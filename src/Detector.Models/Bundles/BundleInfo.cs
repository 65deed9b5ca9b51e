using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>A line of a registry's list.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Version">The version.</param>
/// <param name="Pointers">Which pointers name it.</param>
/// <param name="Manifest">What it is; null where the manifest cannot be read.</param>
/// <param name="Error">Why the manifest cannot be read; null where it can. The other files are not looked at.</param>
public sealed record BundleInfo(string Stream, string Version, IReadOnlyList<RegistryPointer> Pointers, Manifest? Manifest, string? Error)
{
    /// <summary>Whether it is the one that serves.</summary>
    public bool IsCurrent => Pointers.Contains(RegistryPointer.Current);

    /// <summary>What a folder holds.</summary>
    internal static BundleInfo Of(string stream, string folder, IReadOnlyList<RegistryPointer> pointers)
    {
        try
        {
            return new BundleInfo(stream, Path.GetFileName(folder), pointers, BundleReader.ReadManifest(folder), null);
        }
        catch (BundleException e)
        {
            return new BundleInfo(stream, Path.GetFileName(folder), pointers, null, e.Message);
        }
    }
}
