namespace Detector.Data.Simulation.Metrics;

/// <summary>Rows of a machine in which one of its metrics is wrong.</summary>
/// <param name="Number">The machine's how many-th, from 1.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Metric">Which metric.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Size">How far it goes, in spreads of what moves the metric besides its season; below 0 downwards.</param>
public sealed record MetricSpan(int Number, MetricAnomalyKind Kind, int Metric, int Rows, double Size)
{
    /// <summary>What is drawn for each kind: fewest and most rows, smallest and largest size.</summary>
    private static (int Least, int Most, double Small, double Large) Bounds(MetricAnomalyKind kind) => kind switch
    {
        MetricAnomalyKind.Spike => (1, 3, 6, 10),
        MetricAnomalyKind.Shift => (20, 60, 4, 6),
        MetricAnomalyKind.Broken => (60, 120, 1, 1),
        MetricAnomalyKind.Frozen => (30, 90, 1, 1),
        _ => (120, 240, 5, 8),
    };

    /// <summary>Rows of a span, on average over the kinds.</summary>
    internal static double MeanRows => Kinds.Average(kind => (Bounds(kind).Least + Bounds(kind).Most) / 2.0);

    private static MetricAnomalyKind[] Kinds => [.. Enum.GetValues<MetricAnomalyKind>().Where(kind => kind != MetricAnomalyKind.None)];

    internal static MetricSpan Draw(int number, int metrics, RandomNumbers random)
    {
        MetricAnomalyKind kind = Kinds[random.Below(Kinds.Length)];
        (int least, int most, double small, double large) = Bounds(kind);
        double size = random.Uniform(small, large);
        return new(number, kind, random.Below(metrics), least + random.Below(most - least + 1), random.Chance(0.5) ? size : -size);
    }
}
