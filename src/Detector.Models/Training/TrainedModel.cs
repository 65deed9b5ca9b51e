using Detector.Core.Features;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Scoring;
using Detector.Models.Settings;

namespace Detector.Models.Training;

/// <summary>A trained, calibrated model that is not in a registry yet.</summary>
public sealed class TrainedModel
{
    internal TrainedModel(ModelParts parts, TrainingReport report, GoldenRows golden, Encoded sample, float[] sampleScores) =>
        (Parts, Report, Golden, Sample, SampleScores) = (parts, report, golden, sample, sampleScores);

    public Schema Schema => Parts.Schema;

    public ModelSettings Settings => Parts.Settings;

    public Threshold Threshold => Parts.Threshold;

    public TrainingReport Report { get; }

    /// <summary>How rows become features.</summary>
    public FeatureTransform Transform => Parts.Transform;

    /// <summary>
    /// Places of the samples that it was not fitted to; the same for all models of the same samples, held-out share and seed.
    /// </summary>
    public IReadOnlyList<int> HeldOut { get; init; } = [];

    /// <summary>The strangest of these, that with the highest score first: for the report.</summary>
    internal IReadOnlyList<StrangeRow> Strangest { get; init; } = [];

    /// <summary>All parts of a score, with their mean shares of held-out rows' scores.</summary>
    internal IReadOnlyList<ScorePart> PartShares { get; init; } = [];

    internal ModelParts Parts { get; }

    internal GoldenRows Golden { get; }

    /// <summary>Some held-out samples, the strangest among them, and what the first member makes of them: for the report.</summary>
    internal Encoded Sample { get; }

    /// <summary>[Sample.Rows] their scores.</summary>
    internal float[] SampleScores { get; }

    /// <summary>A scorer of this model.</summary>
    /// <param name="version">The name it goes by.</param>
    /// <param name="batchCapacity">Most events a batch.</param>
    /// <param name="device">auto, cpu, cuda or cuda:N.</param>
    public IScorer CreateScorer(string version, int batchCapacity, string device = "auto") =>
        new ModelScorer(Parts, version, batchCapacity, device);
}
