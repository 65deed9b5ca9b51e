using System.Globalization;
using Detector.Models.Settings;

namespace Detector.Benchmarks.Families;

/// <summary>
/// Models on all tables with none, one and three per cent of anomalies among the training rows, beside the distance from the fifth nearest
/// row: table by table, on average, the losses against it, and what a choice of a score by these tables is worth.
/// </summary>
internal static class ContaminationBenchmark
{
    private const double Loss = 3;

    private static readonly double[] Shares = [0, 0.01, 0.03];

    public static int Run(FamilyOptions options)
    {
        string folder = Directory.CreateTempSubdirectory("detector-contaminated-").FullName;
        try
        {
            (string Name, Ranked[] Residual, Ranked[] Whole)[] models =
                [.. options.Models.Select(model => Print(model.Name, options, model.Settings, folder))];
            if (models.Length > 1)
            {
                Console.WriteLine("\n| model | its residual alone | the whole score |\n|---|---|---|\n"
                    + string.Join('\n', models.Select(model => $"| {model.Name} | {Cell(model.Residual)} | {Cell(model.Whole)} |")));
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (string Name, Ranked[] Residual, Ranked[] Whole) Print(
        string name, FamilyOptions options, ModelSettings settings, string folder)
    {
        IReadOnlyList<string> tables = options.Tables;
        var candidates = UnitParts.Candidates;
        Ranked[][] product = [.. tables.Select(_ => new Ranked[Shares.Length])];
        Ranked[][] reference = [.. tables.Select(_ => new Ranked[Shares.Length])];
        Ranked[][][] ranked = [.. candidates.Select(_ => tables.Select(_ => new Ranked[Shares.Length]).ToArray())];
        double slowest = 0;
        Console.WriteLine(
            $"\n{name}, seeds {options.FirstSeed} to {options.FirstSeed + options.Seeds - 1}: ROC-AUC / average precision at "
            + $"{string.Join(", ", Shares.Select(share => $"{100 * share:0} %"))} of anomalies; false alarms; seconds\n");
        Console.WriteLine($"| table | 5 nearest | model | false alarms, % | s |\n|---|---|---|---|---|");
        for (int table = 0; table < tables.Count; table++)
        {
            var (alarms, seconds) = (new double[Shares.Length], 0.0);
            for (int share = 0; share < Shares.Length; share++)
            {
                (TableResult Result, Ranked Reference)[] runs = [.. Enumerable.Range(options.FirstSeed, options.Seeds)
                    .Select(seed => RunOne(tables[table], Shares[share], settings with { Seed = seed }, options.CrossFit, folder))];
                product[table][share] = Ranked.Mean(runs.Select(run => Ranked.Of(run.Result.Rank(run.Result.Scores))));
                reference[table][share] = Ranked.Mean(runs.Select(run => run.Reference));
                for (int i = 0; i < candidates.Count; i++)
                {
                    ranked[i][table][share] = Ranked.Mean(runs.Select(run => Ranked.Of(run.Result.Rank(candidates[i].Score))));
                }

                alarms[share] = 100 * runs.Average(run => run.Result.FalseAlarms);
                seconds = Math.Max(seconds, runs.Max(run => run.Result.Seconds));
            }

            slowest = Math.Max(slowest, seconds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {tables[table]} | {Cell(reference[table])} | {Cell(product[table])} | "
                + $"{string.Join(' ', alarms.Select(a => a.ToString("F1", CultureInfo.InvariantCulture)))} | {seconds:F1} |"));
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| mean | {Cell(Means(reference))} | {Cell(Means(product))} | | {slowest:F1} |"));
        for (int i = 0; i < candidates.Count; i++)
        {
            Console.WriteLine($"| {candidates[i].Name} | | {Cell(Means(ranked[i]))} | | |");
        }

        Console.WriteLine($"\nMore than {Loss} points of ROC-AUC below 5 nearest:");
        foreach ((string table, int share, double loss) in Losses(tables, product, reference))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"- {table} at {100 * Shares[share]:0} %: {loss:F1}"));
        }

        Console.WriteLine();
        if (tables.Count > 3)
        {
            Console.WriteLine(
                string.Join('\n', ChoiceOfScore.Judge([.. candidates.Select(candidate => candidate.Name)], ranked, product, reference)));
        }

        return (name, Means(ranked[0]), Means(product));
    }

    private static (TableResult Result, Ranked Reference) RunOne(
        string table, double share, ModelSettings settings, bool? crossFit, string folder)
    {
        TableFiles files = TableFiles.Of(table).Contaminated(share, settings.Seed, folder);
        TableResult result = TableStudy.OfTable(files).Run(settings, new() { CrossFit = crossFit });
        (double[][] training, double[][] test, bool[] anomaly) = files.Numbers();
        return (result, Ranked.Of(new(NearestFive.Scores(training, test, settings.Seed), anomaly)));
    }

    private static IEnumerable<(string Table, int Share, double Loss)> Losses(
        IReadOnlyList<string> tables, Ranked[][] product, Ranked[][] reference) =>
        from table in Enumerable.Range(0, tables.Count)
        from share in Enumerable.Range(0, Shares.Length)
        let loss = product[table][share].Auc - reference[table][share].Auc
        where loss < -Loss
        orderby loss
        select (tables[table], share, loss);

    private static Ranked[] Means(Ranked[][] tables) =>
        [.. Enumerable.Range(0, Shares.Length).Select(share => Ranked.Mean(tables.Select(table => table[share])))];

    private static string Cell(Ranked[] shares)
    {
        string Join(Func<Ranked, double> of) =>
            string.Join(' ', shares.Select(share => of(share).ToString("F1", CultureInfo.InvariantCulture)));
        return $"{Join(share => share.Auc)} / {Join(share => share.Precision)}";
    }
}
