using Detector.Data.Evaluation;

namespace Detector.Benchmarks.Families;

/// <summary>How well a score ranks a table's test rows, in per cent.</summary>
/// <param name="Auc">ROC-AUC.</param>
/// <param name="Precision">Average precision.</param>
internal readonly record struct Ranked(double Auc, double Precision)
{
    /// <summary>What scores are chosen by.</summary>
    public double Sum => Auc + Precision;

    public static Ranked Of(Ranking ranking) => new(100 * ranking.RocAuc(), 100 * ranking.AveragePrecision());

    public static Ranked Mean(IEnumerable<Ranked> all)
    {
        Ranked[] each = [.. all];
        return new(each.Average(ranked => ranked.Auc), each.Average(ranked => ranked.Precision));
    }
}
