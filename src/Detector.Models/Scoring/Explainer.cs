using Detector.Core.Alerts;
using Detector.Core.Scoring;
using Detector.Models.Families;
using Detector.Models.Torch;
using static TorchSharp.torch;

namespace Detector.Models.Scoring;

/// <summary>
/// Says how much each field made of an event's score. Beside the event itself it runs one variant for each field, in which that
/// field alone has its usual value: what the code's part of the score loses there is the field's doing.
/// </summary>
internal sealed class Explainer : IDisposable
{
    private readonly ModelParts _parts;
    private readonly Inference _inference;
    private readonly ScoreFunction _function;
    private readonly BatchScores _scores;
    private readonly int[] _fieldOf;

    public Explainer(ModelParts parts, Autoencoder module, Device device)
    {
        _parts = parts;
        int rows = parts.Schema.FieldCount + 1;
        _inference = new Inference(module, parts.Transform.Width, rows, device);
        _function = new ScoreFunction(parts.Calibration);
        _scores = new BatchScores(rows);
        _fieldOf = [.. Enumerable.Range(0, parts.Transform.Width).Select(parts.Transform.FieldOf)];
    }

    /// <summary>The fields' shares, the largest first.</summary>
    /// <param name="row">[fields] raw row.</param>
    public IReadOnlyList<FeatureContribution> Explain(ReadOnlySpan<double> row)
    {
        int fields = _parts.Schema.FieldCount;
        Run(row);
        double[] squaredErrors = new double[fields];
        ReadOnlySpan<float> features = _inference.Input[.._inference.Features];
        ReadOnlySpan<float> reconstruction = _inference.Reconstruction(1);
        for (int i = 0; i < features.Length; i++)
        {
            double difference = (double)features[i] - reconstruction[i];
            squaredErrors[_fieldOf[i]] += difference * difference;
        }

        double[] gains = new double[fields];
        for (int field = 0; field < fields; field++)
        {
            gains[field] = (double)_scores.Code[0] - _scores.Code[field + 1];
        }

        double[] shares = FieldShares.Of(squaredErrors, gains, _scores.Residual[0], _scores.Code[0]);
        var contributions = new List<FeatureContribution>(fields);
        for (int field = 0; field < fields; field++)
        {
            contributions.Add(new FeatureContribution(
                _parts.Schema.Fields[field].Name,
                _parts.Transform.FormatValue(field, row[field]),
                _parts.Transform.FormatExpected(field, reconstruction),
                shares[field]));
        }

        return [.. contributions.OrderByDescending(c => c.Share)];
    }

    public void Dispose() => _inference.Dispose();

    private void Run(ReadOnlySpan<double> row)
    {
        int width = _inference.Features;
        int rows = _parts.Schema.FieldCount + 1;
        Span<float> input = _inference.Input;
        _parts.Transform.Transform(row, 1, input[..width]);
        for (int i = 1; i < rows; i++)
        {
            input[..width].CopyTo(input[(i * width)..]);
        }

        for (int feature = 0; feature < width; feature++)
        {
            input[((_fieldOf[feature] + 1) * width) + feature] = _parts.Calibration.FeatureMean[feature];
        }

        _inference.Run(rows);
        _function.Score(input, _inference.Reconstruction(rows), _inference.Code(rows), rows, _scores);
    }
}
