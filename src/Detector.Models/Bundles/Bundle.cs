using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Generation;
using Detector.Models.Scoring;
using Detector.Models.Storage;
using Detector.Models.Torch;

namespace Detector.Models.Bundles;

/// <summary>A model read from a registry, with every file's hash and every shape verified.</summary>
public sealed class Bundle
{
    private readonly string _folder;
    private readonly ModelParts _parts;
    private readonly GoldenRows _golden;

    internal Bundle(string folder, Manifest manifest, ModelParts parts, GoldenRows golden) =>
        (_folder, Version, Manifest, _parts, _golden) = (folder, Path.GetFileName(folder), manifest, parts, golden);

    public string Version { get; }

    public Manifest Manifest { get; }

    public Schema Schema => _parts.Schema;

    /// <summary>Shape of a sample; a sequence is made of as many events as it has steps.</summary>
    public SampleLayout Shape => _parts.Shape;

    /// <summary>Which events make a sample.</summary>
    public WindowSettings Window => _parts.Window;

    /// <summary>The threshold that training learned.</summary>
    public Threshold Threshold => _parts.Threshold;

    internal IReadOnlyList<ModelMember> Members => _parts.Members;

    /// <summary>How rows become features, and features rows again.</summary>
    public FeatureTransform Transform => _parts.Transform;

    /// <summary>Makes samples of what the model takes for usual; use it on one thread.</summary>
    /// <exception cref="ArgumentException">It makes no samples.</exception>
    public SampleGenerator CreateGenerator() => new(_parts);

    /// <summary>Of the rows that it keeps of those it was trained on, the nearest to a sample; none where it keeps none.</summary>
    /// <param name="sample">[steps * fields] raw.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<NearRow> Nearest(ReadOnlySpan<double> sample, int count) => NearRow.Of(_parts, sample, count);

    /// <summary>The scores that its threshold was learned from; null where a release made it that kept none.</summary>
    /// <exception cref="BundleException">They are damaged.</exception>
    public HeldOutScores? ReadScores() => BundleReader.ReadScores(_folder, Manifest);

    /// <summary>A scorer that has scored the golden rows as the model did when it was trained. It may be handed over to another thread,
    /// but used on one at a time.</summary>
    /// <param name="batchCapacity">Most events a batch.</param>
    /// <param name="device">auto (CUDA where there is one), cpu, cuda or cuda:N.</param>
    /// <param name="isForFew">
    /// Whether it is to score a few events at a time, such as those to explain: cheaper for them, and the last bits of a score differ.
    /// </param>
    /// <exception cref="BundleException">The files do not make a model, or one that scores otherwise.</exception>
    /// <exception cref="DeviceException">The device is not there.</exception>
    public IScorer CreateScorer(int batchCapacity, string device = "auto", bool isForFew = false)
    {
        ModelScorer? scorer = null;
        try
        {
            scorer = new ModelScorer(_parts, Version, Math.Max(batchCapacity, _golden.Rows.Length), device, isForFew);
            return _golden.Check(scorer) is { } difference ? throw new BundleException($"{BundleFiles.Golden}: {difference}.") : scorer;
        }
        catch (Exception e)
        {
            scorer?.Dispose();
            if (e is DeviceException or TorchLibraryException)
            {
                throw;
            }

            // Whatever else a model's files bring about, it is theirs and nobody else's end. Torch's words go on with frames of C++.
            string reason = e is BundleException ? e.Message
                : $"{BundleFiles.Manifest}: no model can be made of what it says: {e.Message.Split('\n')[0]}";
            throw new BundleException($"The model {_folder} is refused. {reason}", e);
        }
    }
}
