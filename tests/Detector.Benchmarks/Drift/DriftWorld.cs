using Detector.Core.Batches;
using Detector.Core.Drift;
using Detector.Core.Features;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;

namespace Detector.Benchmarks.Drift;

/// <summary>A simulated stream of ten numbers, four categories and a score, and what is said of its drift.</summary>
internal sealed class DriftWorld
{
    public const int BatchSize = 100;
    private const int Numbers = 10;
    private const int TrainingRows = 20_000;

    private static readonly Schema Schema = new(new()
    {
        Fields =
        [
            .. Enumerable.Range(0, Numbers).Select(i => new FieldSettings { Name = $"x{i}", Missing = MissingPolicy.Mean }),
            new() { Name = "kind", Kind = FieldKind.Categorical },
        ],
    });

    private static readonly Threshold Threshold = new()
    {
        Value = Math.Exp(0.5 * 2.3263478740408408), Method = ThresholdMethod.Quantile, Target = 0.01, Version = "t", Samples = 10_000,
    };

    private readonly Random _random;
    private readonly double _memory;
    private readonly DriftWatch _watch;
    private readonly Batch _batch = new(BatchSize, Schema.Layout);
    private readonly float[] _scores = new float[BatchSize];
    private readonly double[] _last = new double[Numbers + 1];

    public DriftWorld(int seed, DriftSettings settings, double memory)
    {
        (_random, _memory) = (new Random(seed), memory);
        var rows = new RowSet(Schema.FieldCount);
        double[] row = new double[Schema.FieldCount];
        for (int i = 0; i < TrainingRows; i++)
        {
            Fill(row);
            rows.Add(row);
        }

        _watch = new DriftWatch(settings, InputProfile.Of(Schema, FeatureTransform.Fit(Schema, rows)));
    }

    public double Shift { get; set; }

    public double Missing { get; set; }

    public double New { get; set; }

    public double Scores { get; set; } = 1;

    public double Strange { get; set; }

    public DriftStatus Status => _watch.Status;

    public void Send()
    {
        for (int i = 0; i < BatchSize; i++)
        {
            Fill(_batch.NextRow.Numbers);
            _batch.Add(new(0, 0), i, 0, 0, default);
            _scores[i] = (float)(Scores * Math.Exp((0.5 * Next(Numbers)) + (_random.NextDouble() < Strange ? 10 : 0)));
        }

        _watch.Observe(_batch, _scores, Threshold, DateTimeOffset.UnixEpoch);
        _batch.Clear();
    }

    private void Fill(Span<double> row)
    {
        for (int i = 0; i < Numbers; i++)
        {
            row[i] = Next(i) + (i == 0 ? Shift : 0);
        }

        row[1] = _random.NextDouble() < Missing ? double.NaN : row[1];
        row[Numbers] = _random.NextDouble() < New ? 99 : (int)(4 * _random.NextDouble());
    }

    // Each number is so much of the one before it.
    private double Next(int i) => _last[i] = (_memory * _last[i]) + (Math.Sqrt(1 - (_memory * _memory)) * Normal());

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
