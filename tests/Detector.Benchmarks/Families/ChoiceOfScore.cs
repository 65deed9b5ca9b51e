using System.Globalization;

namespace Detector.Benchmarks.Families;

/// <summary>What a choice among scores is worth: chosen on a random half of the tables, judged on the other, many times.</summary>
internal static class ChoiceOfScore
{
    private const int Times = 1000;

    /// <param name="candidates">Names of the scores.</param>
    /// <param name="ranked">[candidate][table][share of anomalies] how they rank.</param>
    /// <param name="product">[table][share] how the product's own score ranks.</param>
    /// <param name="reference">[table][share] how the yardstick ranks.</param>
    public static IEnumerable<string> Judge(
        IReadOnlyList<string> candidates, Ranked[][][] ranked, Ranked[][] product, Ranked[][] reference)
    {
        int tables = product.Length;
        var random = new Random(1);
        int[] order = [.. Enumerable.Range(0, tables)];
        int[] chosen = new int[candidates.Count];
        var (ofChosen, ofProduct, ofReference) = (new Ranked[Times], new Ranked[Times], new Ranked[Times]);
        for (int time = 0; time < Times; time++)
        {
            random.Shuffle(order);
            int[] choosing = order[..(tables / 2)];
            int[] judging = order[(tables / 2)..];
            int best = Enumerable.Range(0, candidates.Count).MaxBy(i => Over(ranked[i], choosing).Sum);
            chosen[best]++;
            (ofChosen[time], ofProduct[time], ofReference[time]) = (Over(ranked[best], judging),
                Over(product, judging), Over(reference, judging));
        }

        yield return $"Choosing a score on a random half of the tables, judging on the other, {Times} times; means over the shares:";
        yield return Line("the chosen one", ofChosen);
        yield return Line("the product's", ofProduct);
        yield return Line("5 nearest", ofReference);
        yield return Line("the chosen one less 5 nearest", Less(ofChosen, ofReference));
        yield return Line("the product's less 5 nearest", Less(ofProduct, ofReference));
        yield return Line("the chosen one less the product's", Less(ofChosen, ofProduct));
        yield return "Chosen: " + string.Join(", ",
            candidates.Select((name, i) => (name, Count: chosen[i])).Where(pair => pair.Count > 0).OrderByDescending(pair => pair.Count)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.name} {100.0 * pair.Count / Times:F0} %")));
    }

    private static Ranked[] Less(Ranked[] ones, Ranked[] others) =>
        [.. ones.Zip(others, (one, other) => new Ranked(one.Auc - other.Auc, one.Precision - other.Precision))];

    private static Ranked Over(Ranked[][] ranked, int[] tables) => Ranked.Mean(tables.SelectMany(table => ranked[table]));

    private static string Line(string name, Ranked[] times) => string.Create(CultureInfo.InvariantCulture,
        $"- {name}: ROC-AUC {times.Average(x => x.Auc):F2} ± {Spread(times, x => x.Auc):F2}, "
        + $"AP {times.Average(x => x.Precision):F2} ± {Spread(times, x => x.Precision):F2}");

    private static double Spread(Ranked[] times, Func<Ranked, double> of)
    {
        double mean = times.Average(of);
        return Math.Sqrt(times.Average(x => Math.Pow(of(x) - mean, 2)));
    }
}
