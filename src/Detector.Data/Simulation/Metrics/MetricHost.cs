namespace Detector.Data.Simulation.Metrics;

/// <summary>
/// A machine: metrics that follow the load of the day and the week and what else the machine has to do, each in its own measure and with
/// noise of its own, and now and then a span in which one of them is wrong.
/// </summary>
internal sealed class MetricHost
{
    // After a span a machine is well for a while, so that spans can be told apart.
    private const int RestRows = 60;

    private const double Memory = 0.95;
    private const double OwnMemory = 0.5;
    private const double Weekend = 0.7;

    private readonly RandomNumbers _random;
    private readonly Metric[] _metrics;
    private readonly double[] _own;
    private readonly double[] _last;
    private readonly double _startChance;
    private double _busy;
    private double _other;
    private int _spans;
    private int _row;
    private int _rest = RestRows;

    /// <param name="number">Which machine: the same one has the same metrics, whatever happens to it.</param>
    /// <param name="random">What happens to it.</param>
    /// <param name="metrics">How many metrics it has.</param>
    /// <param name="anomalyRate">Share of its rows that are anomalous.</param>
    public MetricHost(int number, RandomNumbers random, int metrics, double anomalyRate)
    {
        _random = random;
        var own = new RandomNumbers(number);
        _metrics = [.. Enumerable.Range(0, metrics).Select(_ => Metric.Draw(own))];
        (_own, _last) = (new double[metrics], new double[metrics]);
        double well = MetricSpan.MeanRows * (1 - anomalyRate) / Math.Max(anomalyRate, 1e-9);
        _startChance = anomalyRate > 0 ? 1 / Math.Max(1, well - RestRows) : 0;
    }

    /// <summary>What is wrong in the row made last; null where nothing is.</summary>
    public MetricSpan? Span { get; private set; }

    /// <summary>Makes a row.</summary>
    /// <param name="timeMs">Its time.</param>
    /// <param name="values">[metrics] out.</param>
    public void Next(long timeMs, Span<double> values)
    {
        Begin();
        _busy = (Memory * _busy) + (Math.Sqrt(1 - (Memory * Memory)) * _random.Normal());
        _other = (Memory * _other) + (Math.Sqrt(1 - (Memory * Memory)) * _random.Normal());
        double load = Load(timeMs);
        for (int i = 0; i < values.Length; i++)
        {
            _own[i] = (OwnMemory * _own[i]) + (Math.Sqrt(1 - (OwnMemory * OwnMemory)) * _random.Normal());
            Metric metric = _metrics[i];
            bool isWrong = Span?.Metric == i;
            double against = isWrong && Span!.Kind == MetricAnomalyKind.Broken ? -1 : 1;
            double moved = (metric.Busy * _busy) + (metric.Other * _other);
            double value = metric.Level * (1 + (against * ((metric.Season * load) + moved)) + (metric.Noise * _own[i])
                + (isWrong ? Offset(metric) : 0));
            values[i] = isWrong && Span!.Kind == MetricAnomalyKind.Frozen ? _last[i] : Math.Round(Math.Max(0, value), 3);
            _last[i] = values[i];
        }
    }

    private void Begin()
    {
        if (Span is not null && ++_row >= Span.Rows)
        {
            (Span, _rest) = (null, RestRows);
        }

        if (Span is null && _rest-- <= 0 && _random.Chance(_startChance))
        {
            (Span, _row) = (MetricSpan.Draw(++_spans, _metrics.Length, _random), 0);
        }
    }

    private double Offset(Metric metric) => Span!.Kind switch
    {
        MetricAnomalyKind.Spike or MetricAnomalyKind.Shift => Span.Size * metric.Spread,
        MetricAnomalyKind.Drift => Span.Size * metric.Spread * (_row + 1) / Span.Rows,
        _ => 0,
    };

    // From about -1 in the night to 1 in the afternoon, with a second hump; less at weekends.
    private static double Load(long timeMs)
    {
        DateTime time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs).UtcDateTime;
        double day = 2 * Math.PI * time.TimeOfDay.TotalDays;
        double load = Math.Sin(day - 2.4) + (0.3 * Math.Sin((2 * day) + 0.5));
        return time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? (Weekend * (load + 1)) - 1 : load;
    }

    /// <param name="Level">What it is on average.</param>
    /// <param name="Season">How much of its level it moves with the load of the day.</param>
    /// <param name="Busy">How much with what the machine has to do.</param>
    /// <param name="Other">How much with something else that some metrics follow.</param>
    /// <param name="Noise">How much by itself.</param>
    private readonly record struct Metric(double Level, double Season, double Busy, double Other, double Noise)
    {
        public double Spread => Math.Sqrt((Busy * Busy) + (Other * Other) + (Noise * Noise));

        public static Metric Draw(RandomNumbers random) => new(
            random.LogNormal(50, 1),
            random.Uniform(0.1, 0.3),
            random.Uniform(0.04, 0.1),
            random.Chance(0.5) ? random.Uniform(0.03, 0.08) : 0,
            random.Uniform(0.01, 0.03));
    }
}
