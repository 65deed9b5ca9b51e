using Detector.Core.Thresholds;
using Detector.Data.Files;
using Detector.Models.Bundles;

namespace Detector.Data.Evaluation;

/// <summary>What a model does on labelled rows. A figure that cannot be (no anomalies, say) is null.</summary>
public sealed record EvaluationReport
{
    /// <summary>Shares of the rows that someone may have time to look at.</summary>
    private static readonly double[] Budgets = [0.001, 0.005, 0.01, 0.02, 0.05];

    public required string Stream { get; init; }

    public required string Version { get; init; }

    public required int Rows { get; init; }

    public required int Anomalies { get; init; }

    /// <summary>Records that could not be decoded; no figure knows them.</summary>
    public required long RejectedRows { get; init; }

    /// <inheritdoc cref="Ranking.RocAuc"/>
    public required double? RocAuc { get; init; }

    /// <inheritdoc cref="Ranking.AveragePrecision"/>
    public required double? PrAuc { get; init; }

    public required double Threshold { get; init; }

    /// <summary>The false-alarm rate that the threshold was learned for.</summary>
    public required double Target { get; init; }

    /// <summary>The factor that made it in place of that rate; null where the rate did.</summary>
    public double? K { get; init; }

    public required int TruePositives { get; init; }

    public required int FalsePositives { get; init; }

    public required int FalseNegatives { get; init; }

    public required int TrueNegatives { get; init; }

    public required double? Precision { get; init; }

    public required double? Recall { get; init; }

    public required double? F1 { get; init; }

    public required double? FalseAlarmRate { get; init; }

    /// <summary>What is found where only the highest scores are looked at.</summary>
    public required IReadOnlyList<AlertBudget> RecallAtBudget { get; init; }

    /// <summary>Measures a model's scores.</summary>
    public static EvaluationReport Of(Bundle bundle, Threshold threshold, LabelledScores scored, long rejected)
    {
        Ranking ranking = scored.Ranking();
        Confusion confusion = ranking.Above(threshold.Value);
        return new EvaluationReport
        {
            Stream = bundle.Manifest.Stream,
            Version = bundle.Version,
            Rows = scored.Scores.Length,
            Anomalies = ranking.Positives,
            RejectedRows = rejected,
            RocAuc = Finite(ranking.RocAuc()),
            PrAuc = Finite(ranking.AveragePrecision()),
            Threshold = threshold.Value,
            Target = threshold.Target,
            K = threshold.K,
            TruePositives = confusion.TruePositives,
            FalsePositives = confusion.FalsePositives,
            FalseNegatives = confusion.FalseNegatives,
            TrueNegatives = confusion.TrueNegatives,
            Precision = Finite(confusion.Precision),
            Recall = Finite(confusion.Recall),
            F1 = Finite(confusion.F1),
            FalseAlarmRate = Finite(confusion.FalseAlarmRate),
            RecallAtBudget = [.. Budgets.Select(share => Budget(share, scored.Scores.Length, ranking))],
        };
    }

    private static AlertBudget Budget(double share, int rows, Ranking ranking)
    {
        int alerts = (int)Math.Ceiling(share * rows);
        return new AlertBudget(share, alerts, Finite(ranking.RecallAt(alerts)));
    }

    private static double? Finite(double figure) => double.IsFinite(figure) ? figure : null;
}
