using System.Text.Json;
using Detector.Data.Evaluation;

namespace Detector.Commands.Text;

/// <summary>An evaluation for people, or for programs.</summary>
internal static class EvaluationText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    public static string Json(EvaluationReport report) => JsonSerializer.Serialize(report, Options);

    public static void Write(EvaluationReport report, TextWriter output)
    {
        output.WriteLine($"{report.Stream}, model {report.Version}: {Numbers.Count(report.Rows, "row")}, "
            + $"{Anomalies(report.Anomalies)} among them");
        output.WriteLine();
        var figures = new Table("", "", "");
        figures.Add("ROC-AUC", Numbers.Figure(report.RocAuc), "the chance that an anomaly scores above a usual row");
        figures.Add("PR-AUC", Numbers.Figure(report.PrAuc), "average precision");
        figures.WriteRows(output, "  ");
        output.WriteLine();
        output.WriteLine($"Above the threshold {Numbers.Significant(report.Threshold)}, {Learned(report)}:");
        var above = new Table("", "", "");
        above.Add("recall", Share(report.Recall), $"{Numbers.Count(report.TruePositives)} of {Anomalies(report.Anomalies)}");
        above.Add("precision", Share(report.Precision), $"of {Numbers.Count(report.TruePositives + report.FalsePositives, "alert")}");
        above.Add("F1", Share(report.F1), "");
        string usual = Numbers.Count(report.Rows - report.Anomalies, "usual row");
        above.Add("false alarms", Share(report.FalseAlarmRate), $"{Numbers.Count(report.FalsePositives)} of {usual}");
        above.WriteRows(output, "  ");
        output.WriteLine();
        output.WriteLine("Found where only the highest scores are looked at:");
        var budgets = new Table("rows", "share", "recall");
        foreach (AlertBudget budget in report.RecallAtBudget)
        {
            budgets.Add(budget.Alerts, Numbers.Percent(budget.Share), Share(budget.Recall));
        }

        budgets.Write(output, "  ");
    }

    private static string Learned(EvaluationReport report) =>
        report.K is { } k ? $"made by K {Numbers.Significant(k)}" : $"learned for {Numbers.Percent(report.Target)} false alarms";

    private static string Anomalies(int count) => count == 1 ? "1 anomaly" : $"{Numbers.Count(count)} anomalies";


    private static string Share(double? value) => Numbers.Percent(value ?? double.NaN);
}
