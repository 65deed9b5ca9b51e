using Detector.Core.Thresholds;

namespace Detector.Models.Bundles;

/// <summary>A threshold that was set after its model's training: thresholds/VERSION.json of a stream's folder.</summary>
public sealed record StoredThreshold
{
    /// <summary>Its version is the file's name.</summary>
    public required Threshold Threshold { get; init; }

    /// <summary>Version of the model whose scores it is about; for another model it says nothing.</summary>
    public required string Model { get; init; }

    public required ThresholdOrigin Origin { get; init; }

    /// <summary>When it was set.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Who or what set it.</summary>
    public required string By { get; init; }

    /// <summary>The reason.</summary>
    public required string Why { get; init; }

    /// <exception cref="BundleException">The file is missing, damaged or another's.</exception>
    internal static StoredThreshold Read(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            var stored = BundleJson.Read<StoredThreshold>(PlainFile.Read(path), name);
            return stored.Threshold.Version == Path.GetFileNameWithoutExtension(path)
                ? stored
                : throw new BundleException($"{name}: it is the threshold {stored.Threshold.Version}.");
        }
        catch (Exception e) when (e is BundleException or IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"The threshold {path} is refused. {e.Message}; \"detector threshold set\" makes another.", e);
        }
    }
}
