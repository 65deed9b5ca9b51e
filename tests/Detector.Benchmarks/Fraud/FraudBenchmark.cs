using System.Globalization;
using Detector.Core.Batches;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Data.Evaluation;
using Detector.Data.Files;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Benchmarks.Fraud;

/// <summary>
/// Card transactions, from raw columns, with the aggregates that <c>init --aggregates</c> proposes: without verdicts, and with verdicts
/// that come a week late. ROC-AUC, average precision, and precision by cards at a hundred a day.
/// </summary>
internal static class FraudBenchmark
{
    private static readonly TimeSpan Delay = TimeSpan.FromDays(7);

    public static async Task<int> RunAsync(FraudOptions options)
    {
        string folder = Directory.CreateTempSubdirectory("detector-fraud-").FullName;
        try
        {
            if (options.Simulated.Count == 0)
            {
                if (CardRows.OfHandbook() is not { } published)
                {
                    Console.Error.WriteLine(
                        "the published transactions are not here (../shared/datasets/fraud_stream); --simulated 1 takes others");
                    return 1;
                }

                Print("handbook", published, options, folder);
            }

            foreach (long seed in options.Simulated)
            {
                Print($"simulated, seed {seed}", await CardRows.Simulated(seed, folder), options, folder);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(string name, CardRows rows, FraudOptions options, string folder)
    {
        Console.WriteLine($"\n{name}\n\n| first training day | verdicts | model | rows, "
            + "frauds | ROC-AUC | AP | cards, 100 a day | false alarms, % | s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        int last = rows.Rows[^1].Day;
        foreach (int day in options.Days.Where(day => day + 20 <= last))
        {
            var split = CardSplit.Of(rows, day, folder);
            foreach (bool verdicts in options.Verdicts)
            {
                foreach ((string model, ModelSettings settings) in options.Models)
                {
                    Print($"| {day} | {(verdicts ? "a week late" : "none")} | {model} |",
                        Measure(rows, split, verdicts, settings, options.Parts));
                }
            }
        }
    }

    private static void Print(string what, Result result) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what} {result.Ranking.Positives + result.Ranking.Negatives}, {result.Ranking.Positives} | {result.Ranking.RocAuc():F3} "
        + $"| {result.Ranking.AveragePrecision():F3} | {result.Cards:F3} | {100 * result.FalseAlarms:F2} | {result.Seconds:F1} |"));

    private static Result Measure(CardRows rows, CardSplit split, bool verdicts, ModelSettings settings, string? parts)
    {
        var schema = new Schema(SchemaProposal.Infer(
            split.Training,
            new()
            {
                Time = rows.Columns.Time, Label = rows.Columns.Label, Ignore = rows.Columns.Ignored,
                Aggregates = true, Verdicts = verdicts,
            },
            _ => { },
            CancellationToken.None).Schema.Settings);
        LabelColumn? label = verdicts ? new LabelColumn(rows.Columns.Label) : null;
        var history = new RowHistory(schema, verdicts ? Delay : null);
        history.Read([split.Before], label, new RejectedRows(), (_, _) => { }, CancellationToken.None);
        var files = new TrainingFiles(schema, new(), history: history);
        TrainedModel model = new Trainer(schema, settings, new ThresholdSettings(), TimeProvider.System).Train(
            files.Read([split.Training], label, new RejectedRows(), (_, _) => { }, CancellationToken.None), null, CancellationToken.None);
        history.Read([split.Gap], label, new RejectedRows(), (_, _) => { }, CancellationToken.None);
        using IScorer scorer = model.CreateScorer("study", BatchLimit.Most, "cpu");
        var scores = new List<double>();
        using StreamWriter? file = parts is null ? null : File.CreateText($"{parts}-{split.Rows[0].Day}-{verdicts}.csv");
        new FileScorer(schema, new(), scorer, history: history).Run(
            split.Test,
            label,
            new RejectedRows(),
            row =>
            {
                CardRow truth = split.Rows[scores.Count];
                file?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{truth.Day},{truth.Card},{(truth.IsFraud ? 1 : 0)},{row.Score:R},"
                    + $"{row.Parts.Residual:R},{row.Parts.Distance:R},{row.Parts.Neighbours:R},0"));
                scores.Add(row.Score);
            },
            _ => { },
            CancellationToken.None);
        Ranking ranking = new([.. scores], [.. split.Rows.Select(row => row.IsFraud)]);
        double alarms = ranking.Above(model.Threshold.Value).FalsePositives / (double)ranking.Negatives;
        return new Result(ranking, split.CardPrecision([.. scores]), alarms, model.Report.Duration.TotalSeconds);
    }

    private sealed record Result(Ranking Ranking, double Cards, double FalseAlarms, double Seconds);
}
