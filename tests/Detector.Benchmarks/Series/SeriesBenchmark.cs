using System.Globalization;
using Detector.Benchmarks.Families;
using Detector.Data.Evaluation;
using Detector.Models.Settings;

namespace Detector.Benchmarks.Series;

/// <summary>
/// Models of sequences on published series and on short pieces of them: ROC-AUC, average precision, best F1, false alarms for 1 % asked.
/// </summary>
internal static class SeriesBenchmark
{
    public static int Run(SeriesOptions options)
    {
        if (!Directory.Exists(SeriesFiles.Folder))
        {
            Console.Error.WriteLine($"the data are not here: there is no folder {SeriesFiles.Folder}");
            return 1;
        }

        string folder = Directory.CreateTempSubdirectory("detector-series-").FullName;
        try
        {
            foreach ((string name, ModelSettings settings) in options.Models)
            {
                Console.WriteLine($"\n{name}, {options.Steps} steps\n\n| series | ROC-AUC | AP | best F1 | false alarms, "
                    + "% | s |\n|---|---|---|---|---|---|");
                if (options.Whole)
                {
                    Print("mean", Result.Mean(
                        [.. options.Series.Select(series => Print(series, Measure(SeriesFiles.Of(series), options.Steps, settings)))]));
                }

                Result[] pieces = [.. Enumerable.Range(0, options.Pieces).Select(piece =>
                    Measure(SeriesFiles.Piece(options.Series[piece % options.Series.Count], piece, folder), options.Steps, settings))];
                if (pieces.Length > 0)
                {
                    Print($"{pieces.Length} short pieces", Result.Mean(pieces));
                }
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Result Measure(TableFiles files, int steps, ModelSettings settings)
    {
        TableResult result = TableStudy.OfTable(files, steps).Run(settings);
        Ranking ranking = result.Rank(result.Scores);
        return new Result(ranking.RocAuc(), ranking.AveragePrecision(), BestF1(result), result.FalseAlarms, result.Seconds);
    }

    private static double BestF1(TableResult result)
    {
        int positives = result.Labels.Count(label => label);
        (double best, int hits, int taken) = (0, 0, 0);
        foreach (int row in Enumerable.Range(0, result.Scores.Length).OrderByDescending(row => result.Scores[row]))
        {
            hits += result.Labels[row] ? 1 : 0;
            best = Math.Max(best, 2.0 * hits / (++taken + positives));
        }

        return best;
    }

    private static Result Print(string name, Result result)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {result.Auc:F3} | {result.Precision:F3} | {result.F1:F3} | "
            + $"{100 * result.FalseAlarms:F1} | {result.Seconds:F1} |"));
        return result;
    }

    private sealed record Result(double Auc, double Precision, double F1, double FalseAlarms, double Seconds)
    {
        public static Result Mean(Result[] all) => new(
            all.Average(r => r.Auc), all.Average(r => r.Precision), all.Average(r => r.F1),
            all.Average(r => r.FalseAlarms), all.Average(r => r.Seconds));
    }
}
