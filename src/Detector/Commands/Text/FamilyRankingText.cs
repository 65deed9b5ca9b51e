using Detector.Data.Evaluation;

namespace Detector.Commands.Text;

/// <summary>A comparison of families as a table, the best first.</summary>
internal static class FamilyRankingText
{
    public static void Write(IReadOnlyList<FamilyTrial> ranking, TextWriter output)
    {
        var table = new Table("", "family", "ROC-AUC", "found", "false alarms", "training, s", "µs an event");
        for (int i = 0; i < ranking.Count; i++)
        {
            FamilyTrial trial = ranking[i];
            if (trial.Problem is null)
            {
                table.Add(
                    i + 1,
                    trial.Name,
                    Numbers.Figure(trial.RocAuc),
                    Numbers.Percent(trial.Above.Recall),
                    Numbers.Percent(trial.Above.FalseAlarmRate),
                    trial.Training.TotalSeconds,
                    trial.MicrosecondsPerEvent);
            }
        }

        table.Write(output, "  ");
        foreach (FamilyTrial trial in ranking.Where(trial => trial.Problem is not null))
        {
            output.WriteLine($"  not trained: {trial.Name}: {trial.Problem}");
        }
    }

    /// <summary>One trial in a line, such as "masked: ROC-AUC 0.9712, trained in 4.2 s".</summary>
    public static string Line(FamilyTrial trial) =>
        trial.Problem is null
            ? $"{trial.Name}: ROC-AUC {Numbers.Figure(trial.RocAuc)}, trained in {Numbers.Significant(trial.Training.TotalSeconds)} s"
            : $"{trial.Name}: not trained: {trial.Problem}";
}
