namespace Detector.Core.Drift;

/// <summary>Counts in which bins of a profile the fields of events are. Not safe for several threads; adding allocates nothing.</summary>
/// <param name="profile">The training rows'.</param>
internal sealed class InputCounts(InputProfile profile)
{
    private readonly long[][] _counts = [.. profile.Fields.Select(field => new long[field.Count])];

    /// <summary>Events counted.</summary>
    public long Events { get; private set; }

    /// <param name="row">[fields] a raw row.</param>
    public void Add(ReadOnlySpan<double> row)
    {
        FieldBins[] fields = profile.Fields;
        for (int i = 0; i < fields.Length; i++)
        {
            _counts[i][fields[i].Of(row[fields[i].Field])]++;
        }

        Events++;
    }

    /// <summary>Takes another's counts over and clears it.</summary>
    public void Take(InputCounts other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            for (int bin = 0; bin < _counts[i].Length; bin++)
            {
                _counts[i][bin] += other._counts[i][bin];
            }
        }

        Events += other.Events;
        other.Clear();
    }

    public void Clear()
    {
        foreach (long[] counts in _counts)
        {
            counts.AsSpan().Clear();
        }

        Events = 0;
    }

    /// <summary>How the fields differ from the training rows, the one that does most first.</summary>
    /// <param name="drifted">The index from which a field has drifted.</param>
    /// <param name="chance">How often a field may be said to have where nothing has changed.</param>
    public IReadOnlyList<FieldShift> Shifts(double drifted, double chance) =>
        [.. profile.Fields.Select((field, i) => Shift(field, _counts[i], drifted, chance))
            .OrderByDescending(shift => shift.Level).ThenByDescending(shift => shift.Psi)];

    private FieldShift Shift(FieldBins field, long[] counts, double drifted, double chance)
    {
        double psi = PopulationStability.Index(counts, field.Training);
        int used = counts.Zip(field.Training, (now, then) => now + then > 0).Count(isUsed => isUsed);
        double byChance = PopulationStability.ByChance(used, Events, field.Rows, chance);
        int bin = PopulationStability.Largest(counts, field.Training);
        double events = Math.Max(1, Events);
        return new(
            field.Name,
            psi,
            psi <= Math.Max(byChance, drifted / 2) ? DriftLevel.Steady : psi < drifted ? DriftLevel.Moving : DriftLevel.Drifted,
            counts[^1] / events,
            field.HasUnknown ? counts[^2] / events : null,
            field.Words(bin),
            counts[bin] / events,
            field.Training[bin] / Math.Max(1.0, field.Rows));
    }
}
