using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Generation;
using Detector.Models.Scoring;
using Detector.Models.Torch;

namespace Detector.Models.Bundles;

/// <summary>A model read from a registry, with every file's hash, every shape and the golden scores verified.</summary>
public sealed class Bundle
{
    private readonly ModelParts _parts;
    private readonly GoldenRows _golden;

    internal Bundle(string version, Manifest manifest, ModelParts parts, GoldenRows golden) =>
        (Version, Manifest, _parts, _golden) = (version, manifest, parts, golden);

    public string Version { get; }

    public Manifest Manifest { get; }

    public Schema Schema => _parts.Schema;

    /// <summary>Shape of a sample; a sequence is made of as many events as it has steps.</summary>
    public SampleShape Shape => _parts.Shape;

    public Threshold Threshold => _parts.Threshold;

    /// <summary>How rows become features, and features rows again.</summary>
    public FeatureTransform Transform => _parts.Transform;

    /// <summary>Makes samples of what the model takes for usual; use it on one thread.</summary>
    /// <exception cref="ArgumentException">It makes no samples.</exception>
    public SampleGenerator CreateGenerator() => new(_parts);

    /// <summary>A scorer; make and use it on one thread.</summary>
    /// <param name="batchCapacity">Most events a batch.</param>
    /// <param name="device">auto (CUDA where there is one), cpu, cuda or cuda:N.</param>
    /// <exception cref="BundleException">The golden rows do not score what they did when the model was trained.</exception>
    /// <exception cref="DeviceException">The device is not there.</exception>
    public IScorer CreateScorer(int batchCapacity, string device = "auto")
    {
        var scorer = new ModelScorer(_parts, Version, Math.Max(batchCapacity, GoldenRows.Most), device);
        if (_golden.Check(scorer) is { } difference)
        {
            scorer.Dispose();
            throw new BundleException($"{BundleFiles.Golden}: {difference}.");
        }

        return scorer;
    }
}
