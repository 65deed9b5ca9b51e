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
                new() { Kind = AggregateKind.Count, By = [key], Window = TimeSpan.FromDays(1), Log1p = true },
                $"bursts of events of one {key}");
            if (amount is not null)
            {
                yield return new(
                    new() { Kind = AggregateKind.Deviation, Of = amount, By = [key], Window = TimeSpan.FromDays(30) },
                    $"{amount} against what is usual for this {key}");
                yield return new(
                    new() { Kind = AggregateKind.Mean, Of = amount, By = [key], Window = TimeSpan.FromDays(1), Log1p = true },
                    $"what {amount} was lately");
            }
        }

        if (keys.Length > 1)
        {
            yield return new(
                new() { Kind = AggregateKind.FirstSeen, By = [keys[0], keys[1]], Window = TimeSpan.FromDays(30) },
                $"whether this {keys[0]} was at this {keys[1]} before");
        }
    }

    // Named as one, else the only number.
    private static string? Amount(IReadOnlyList<InferredColumn> columns)
    {
        IEnumerable<FieldSettings> fields = columns.SelectMany(column => column.Fields);
        string[] numbers = [.. fields.Where(field => field.Kind == FieldKind.Numeric).Select(field => field.Name)];
        return numbers.FirstOrDefault(name => new ColumnWords(name).SayAmount) ?? (numbers.Length == 1 ? numbers[0] : null);
    }
}
