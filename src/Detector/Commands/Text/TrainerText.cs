using Detector.Retraining.Comparison;
using Detector.Retraining.Runs;

namespace Detector.Commands.Text;

/// <summary>What a training on a stream's topics tells, for people.</summary>
/// <param name="error">Where progress goes.</param>
internal sealed class TrainerText(TextWriter error) : IDisposable
{
    private readonly StatusLine _line = new(error, TimeProvider.System);

    /// <summary>Shows a line.</summary>
    public void Tell(TrainerLine line)
    {
        switch (line.Kind)
        {
            case TrainerLine.Reading:
                _line.Show(() => $"Reading the topics: {Numbers.Percent(line.Fraction ?? 0)}");
                break;
            case TrainerLine.Gathered:
                _line.Dispose();
                error.WriteLine($"Training on {Numbers.Count(line.Rows ?? 0, "row")}, "
                    + $"{Numbers.Count(line.HeldBack ?? 0)} later ones held back");
                if (line.Rejected > 0)
                {
                    error.WriteLine($"{Numbers.Count(line.Rejected.Value, "event")} cannot be decoded; the first: {line.Reason}");
                }

                if (line.LeftOutSentence is { } leftOut)
                {
                    error.WriteLine($"Of what was chosen, {leftOut}");
                }

                break;
            case TrainerLine.Trained when line.Start is { } start:
                _line.Dispose();
                error.WriteLine($"The training {start.Sentence}");
                break;
            case TrainerLine.Training:
                _line.Show(() => $"{Numbers.Percent(line.Fraction ?? 0)}  epoch {line.Epoch:0.0}"
                    + $"  loss {Numbers.Significant(line.Loss ?? 0)}"
                    + $"  held-out {Numbers.Significant(line.HeldOutLoss ?? 0)}"
                    + $"  {Numbers.Time(TimeSpan.FromSeconds(line.SecondsLeft ?? 0))} left");
                break;
            case TrainerLine.Comparing:
                _line.Show(() => "Comparing it with the model that serves");
                break;
        }
    }

    /// <summary>What came of it.</summary>
    public static void Write(string version, Verdict verdict, TextWriter output)
    {
        output.WriteLine(version);
        var table = new Table("", "", "");
        table.Add("", "new", verdict.Champion is null ? "" : "serving");
        Add(table, "later events alerted", verdict, figures => Numbers.Percent(figures.AlertRate));
        Add(table, "planted anomalies found", verdict, figures => Numbers.Percent(figures.PlantedRecall));
        Add(table, "planted, ROC-AUC", verdict, figures => Numbers.Significant(figures.PlantedRocAuc));
        if (verdict.Challenger.GoldenPrecision is not null)
        {
            Add(table, "golden set, average precision", verdict, figures => Numbers.Significant(figures.GoldenPrecision ?? double.NaN));
        }

        table.WriteRows(output, "  ");
        output.WriteLine("  " + verdict.Outcome switch
        {
            Outcome.Promoted => "It serves.",
            Outcome.Superseded => "It does not serve: another model was promoted meanwhile.",
            Outcome.Rejected => "It does not serve: " + string.Join("; ", verdict.Against) + ".",
            _ => $"It waits: \"detector models promote\" lets it serve.",
        });
    }

    public void Dispose() => _line.Dispose();

    private static void Add(Table table, string name, Verdict verdict, Func<ModelFigures, string> text) =>
        table.Add(name, text(verdict.Challenger), verdict.Champion is { } champion ? text(champion) : "");
}
