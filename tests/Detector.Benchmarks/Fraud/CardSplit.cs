namespace Detector.Benchmarks.Fraud;

/// <summary>
/// Transactions in time, as the Fraud Detection Handbook divides them: a week to train on, a week's gap in which verdicts come, a week to
/// test on, from which the cards are taken that are known to be compromised by then.
/// </summary>
/// <param name="Before">File of what was before the training rows.</param>
/// <param name="Training">File of the training rows.</param>
/// <param name="Gap">File of the gap's.</param>
/// <param name="Test">File of the test rows.</param>
/// <param name="Rows">The test rows.</param>
internal sealed record CardSplit(string Before, string Training, string Gap, string Test, CardRow[] Rows)
{
    private const int Week = 7;

    /// <param name="all">All transactions.</param>
    /// <param name="first">The first training day.</param>
    /// <param name="folder">Where the files are written.</param>
    public static CardSplit Of(CardRows all, int first, string folder)
    {
        HashSet<string> known = Frauds(all, first, first + Week);
        var test = new List<CardRow>();
        for (int day = first + (2 * Week); day < first + (3 * Week); day++)
        {
            known.UnionWith(Frauds(all, day - Week - 1, day - Week));
            test.AddRange(all.Rows.Where(row => row.Day == day && !known.Contains(row.Card)));
        }

        string Write(string name, IEnumerable<CardRow> rows)
        {
            string path = Path.Combine(folder, $"{name}.csv");
            File.WriteAllLines(path, rows.Select(row => row.Line).Prepend(all.Header));
            return path;
        }

        return new(
            Write("before", all.Rows.Where(row => row.Day < first)),
            Write("training", all.Rows.Where(row => row.Day >= first && row.Day < first + Week)),
            Write("gap", all.Rows.Where(row => row.Day >= first + Week && row.Day < first + (2 * Week))),
            Write("test", test),
            [.. test]);
    }

    /// <summary>
    /// Share of compromised cards among the hundred of each day with the highest scores, on average; a card that was found leaves.
    /// </summary>
    public double CardPrecision(double[] scores, int cards = 100)
    {
        var found = new HashSet<string>();
        var shares = new List<double>();
        foreach (IGrouping<int, (int Index, CardRow Item)> day in Rows.Index().GroupBy(row => row.Item.Day))
        {
            var most = day.Where(row => !found.Contains(row.Item.Card)).GroupBy(row => row.Item.Card)
                .Select(card => (Card: card.Key, Score: card.Max(row => scores[row.Index]), IsFraud: card.Any(row => row.Item.IsFraud)))
                .OrderByDescending(card => card.Score).Take(cards).Where(card => card.IsFraud).ToList();
            shares.Add(most.Count / (double)cards);
            found.UnionWith(most.Select(card => card.Card));
        }

        return shares.Average();
    }

    private static HashSet<string> Frauds(CardRows all, int from, int to) =>
        [.. all.Rows.Where(row => row.IsFraud && row.Day >= from && row.Day < to).Select(row => row.Card)];
}
