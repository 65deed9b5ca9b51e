namespace Detector.Core.Schemas.Inference;

/// <summary>Proposes aggregates for the keys that a sample's columns name: what each did lately, and whether this is like it.</summary>
internal static class AggregateProposal
{
    private const int MostKeys = 3;

    /// <summary>The aggregates, and why each; none where the sample has no key or no time.</summary>
    public static IEnumerable<ProposedAggregate> Of(IReadOnlyList<InferredColumn> columns, InferenceOptions options)
    {
        IEnumerable<string> candidates = columns.Where(column => column.Role == ColumnRole.KeyCandidate).Select(column => column.Name);
        string[] keys = [.. new[] { options.Key }.OfType<string>().Concat(candidates).Distinct().Take(MostKeys)];
        string? amount = Amount(columns);
        foreach (string key in keys)
        {
            yield return new(
                Above(AggregateKind.Count, 1, key) with { Log1p = true },
                $"bursts of events of one {key}");
            if (amount is not null)
            {
                yield return new(
                    Above(AggregateKind.Ratio, 30, key) with { Of = amount, Log1p = true },
                    $"{amount} against what is usual for this {key}");
            }

            if (options.Verdicts)
            {
                yield return new(Above(AggregateKind.ConfirmedCount, 7, key), $"how often this {key} was confirmed as an anomaly");
                yield return new(Above(AggregateKind.ConfirmedShare, 7, key), $"in which share of the verdicts on this {key}");
            }
        }

        if (keys.Length > 1)
        {
            yield return new(
                Above(AggregateKind.FirstSeen, 30, keys[0], keys[1]),
                $"whether this {keys[0]} was at this {keys[1]} before");
        }
    }

    // Few events, small amounts and old acquaintances are no reason for an alert.
    private static AggregateSettings Above(AggregateKind kind, int days, params string[] by) =>
        new() { Kind = kind, By = by, Window = TimeSpan.FromDays(days), Direction = Direction.Above };

    /// <summary>The number that aggregates are of: named as an amount, else the only one; null where there is none.</summary>
    public static string? Amount(IReadOnlyList<InferredColumn> columns)
    {
        IEnumerable<FieldSettings> fields = columns.SelectMany(column => column.Fields);
        string[] numbers = [.. fields.Where(field => field.Kind == FieldKind.Numeric).Select(field => field.Name)];
        return numbers.FirstOrDefault(name => new ColumnWords(name).SayAmount) ?? (numbers.Length == 1 ? numbers[0] : null);
    }
}
