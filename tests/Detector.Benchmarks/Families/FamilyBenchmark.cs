using System.Globalization;
using Detector.Models.Settings;
using Detector.TestKit;

namespace Detector.Benchmarks.Families;

/// <summary>Every family on the published tables, or on one digit of MNIST against the others: ROC-AUC x 100, mean (worst) over seeds, as the tables of docs/models.md.</summary>
internal static class FamilyBenchmark
{
    public static int Run(FamilyOptions options)
    {
        string folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "datasets", options.IsOneClass ? "mnist_idx" : "tabular"));
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"the data are not here: there is no folder {folder}");
            return 1;
        }

        IReadOnlyList<string> tables = options.Tables;
        Console.WriteLine($"| model | {string.Join(" | ", tables)} | mean | seconds |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", tables.Count + 3))}");
        TableStudy[] studies = [.. tables.Select(table => options.IsOneClass ? TableStudy.OfDigit(folder, table) : TableStudy.OfTable(folder, table))];
        foreach ((string name, ModelSettings settings) in options.Models)
        {
            TableResult[][] results = [.. studies.Select(study => Enumerable.Range(1, options.Seeds).Select(seed => study.Run(settings with { Seed = seed })).ToArray())];
            string seconds = results.Max(r => r.Max(run => run.Seconds)).ToString("F0", CultureInfo.InvariantCulture);
            Console.WriteLine(Line(name, results, run => run.Auc, seconds));
            for (int part = 0; options.Parts && part < TableResult.PartNames.Count; part++)
            {
                int index = part;
                Console.WriteLine(Line(TableResult.PartNames[part], results, run => run.Parts[index], ""));
            }

            if (options.FalseAlarms)
            {
                Console.WriteLine($"| false alarms, % | {string.Join(" | ", results.Select(r => string.Join(' ', r.Select(run => run.FalseAlarms.ToString("P2", CultureInfo.InvariantCulture)))))} | | |");
            }
        }

        return 0;
    }

    private static string Line(string name, TableResult[][] results, Func<TableResult, double> auc, string seconds)
    {
        string Cell(TableResult[] runs) => string.Create(CultureInfo.InvariantCulture, $"{100 * runs.Average(auc):F1} ({100 * runs.Min(auc):F1})");
        double mean = results.Average(runs => runs.Average(auc));
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", results.Select(Cell))} | {100 * mean:F2} | {seconds} |");
    }
}
