using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Families;
using Detector.Models.Torch;
using static TorchSharp.torch;

namespace Detector.Models.Scoring;

/// <summary>Scores events with one model: raw rows to features, forward pass, score function; and says why.</summary>
internal sealed class ModelScorer : IScorer
{
    private readonly ModelParts _parts;
    private readonly Autoencoder _module;
    private readonly Inference _inference;
    private readonly ScoreFunction _function;
    private readonly BatchScores _single = new(1);

    /// <param name="parts">The model.</param>
    /// <param name="version">Its bundle's version.</param>
    /// <param name="capacity">Most events a batch.</param>
    /// <param name="device">auto, cpu, cuda or cuda:N.</param>
    public ModelScorer(ModelParts parts, string version, int capacity, string device)
    {
        _parts = parts;
        Version = version;
        Device target = Devices.Find(device);
        set_num_threads(parts.Settings.Threads);
        _module = ModelBuilder.Load(parts.Settings, parts.Transform.Width, parts.Weights, target);
        _inference = new Inference(_module, parts.Transform.Width, capacity, target);
        _function = new ScoreFunction(parts.Calibration);
    }

    public string Version { get; }

    public string Family => _parts.Settings.Family;

    public string Device => _inference.Device.ToString();

    public Threshold Threshold => _parts.Threshold;

    public void Score(Batch batch, BatchScores scores) => Score(batch.Rows, batch.Count, scores);

    /// <summary>Scores raw rows.</summary>
    /// <param name="rows">[count * fields] at least, row-major.</param>
    /// <param name="count">Number of rows, at most the capacity.</param>
    /// <param name="scores">Out: the first <paramref name="count"/> entries.</param>
    public void Score(ReadOnlySpan<double> rows, int count, BatchScores scores)
    {
        Span<float> features = _inference.Input[..(count * _inference.Features)];
        _parts.Transform.Transform(rows[..(count * _parts.Schema.FieldCount)], count, features);
        _inference.Run(count);
        _function.Score(features, _inference.Reconstruction(count), _inference.Code(count), count, scores);
    }

    public IReadOnlyList<FeatureContribution> Explain(Batch batch, int index)
    {
        int width = _inference.Features;
        int codeWidth = _parts.Calibration.Codes.Width;
        ReadOnlySpan<float> features = _inference.Input.Slice(index * width, width);
        ReadOnlySpan<float> reconstruction = _inference.Reconstruction(index + 1)[(index * width)..];
        _function.Score(features, reconstruction, _inference.Code(index + 1)[(index * codeWidth)..], 1, _single);
        double[] shares = _function.Shares(features, reconstruction, _single.Residual[0], _single.Distance[0] + _single.Code[0]);

        double[] fieldShares = new double[_parts.Schema.FieldCount];
        for (int feature = 0; feature < width; feature++)
        {
            fieldShares[_parts.Transform.FieldOf(feature)] += shares[feature];
        }

        var contributions = new FeatureContribution[fieldShares.Length];
        for (int field = 0; field < contributions.Length; field++)
        {
            contributions[field] = new FeatureContribution(
                _parts.Schema.Fields[field].Name,
                _parts.Transform.FormatValue(field, batch.Row(index)[field]),
                _parts.Transform.FormatExpected(field, reconstruction),
                fieldShares[field]);
        }

        Array.Sort(contributions, (a, b) => b.Share.CompareTo(a.Share));
        return contributions;
    }

    public void Dispose()
    {
        _inference.Dispose();
        _module.Dispose();
    }
}
