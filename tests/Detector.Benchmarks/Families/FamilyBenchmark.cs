using System.Globalization;
using Detector.Models.Settings;

namespace Detector.Benchmarks.Families;

/// <summary>
/// Every family on the published tables, or on one digit of MNIST against the others: ROC-AUC x 100, mean (worst) over seeds, as the
/// tables of docs/models.md.
/// </summary>
internal static class FamilyBenchmark
{
    public static int Run(FamilyOptions options)
    {
        string digits = Path.Combine(TableFiles.Folders[0], "..", "mnist_idx");
        if (!Directory.Exists(options.IsOneClass ? digits : TableFiles.Folders[0]))
        {
            Console.Error.WriteLine($"the data are not here: there is no folder {(options.IsOneClass ? digits : TableFiles.Folders[0])}");
            return 1;
        }

        if (options.Contaminated)
        {
            return ContaminationBenchmark.Run(options);
        }

        IReadOnlyList<string> tables = options.Tables;
        Console.WriteLine($"| model | {string.Join(" | ", tables)} | mean | seconds |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", tables.Count + 3))}");
        TableStudy[] studies =
            [.. tables.Select(table => options.IsOneClass ? TableStudy.OfDigit(digits, table) : TableStudy.OfTable(TableFiles.Of(table)))];
        foreach ((string name, ModelSettings settings) in options.Models)
        {
            TableResult[][] results = [.. studies.Select(study =>
                Enumerable.Range(options.FirstSeed, options.Seeds).Select(seed => study.Run(settings with { Seed = seed })).ToArray())];
            string seconds = results.Max(r => r.Max(run => run.Seconds)).ToString("F0", CultureInfo.InvariantCulture);
            Console.WriteLine(Line(name, results, run => run.Auc, seconds));
            foreach ((string candidate, Func<UnitParts, double> score) in options.Parts ? UnitParts.Candidates : [])
            {
                Console.WriteLine(Line(candidate, results, run => run.Rank(score).RocAuc(), ""));
            }

            if (options.FalseAlarms)
            {
                string Alarms(TableResult[] runs) =>
                    string.Join(' ', runs.Select(run => run.FalseAlarms.ToString("P2", CultureInfo.InvariantCulture)));
                Console.WriteLine($"| false alarms, % | {string.Join(" | ", results.Select(Alarms))} | | |");
            }
        }

        return 0;
    }

    private static string Line(string name, TableResult[][] results, Func<TableResult, double> auc, string seconds)
    {
        string Cell(TableResult[] runs) =>
            string.Create(CultureInfo.InvariantCulture, $"{100 * runs.Average(auc):F1} ({100 * runs.Min(auc):F1})");
        double mean = results.Average(runs => runs.Average(auc));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {string.Join(" | ", results.Select(Cell))} | {100 * mean:F2} | {seconds} |");
    }
}
