using Detector.Core.Schemas;

namespace Detector.Core.Tests.State;

/// <summary>Aggregates in the simplest words: the events that were kept are gone through for each number.</summary>
internal sealed class AggregateModel(SchemaSettings settings, Dictionary<string, int> places)
{
    private readonly Dictionary<(string By, string Key), List<(long Time, double[] Row)>> _kept = [];
    private readonly List<(long Time, double[] Row, double Verdict)> _due = [];
    private List<long> _block = [];
    private long _number = -1;

    private long Now { get; set; } = long.MinValue;

    private double Earliest => Now == long.MinValue ? double.NegativeInfinity : Now - settings.State.AllowedLateness.TotalMilliseconds;

    public double[] Next(long offset, long time, double[] row)
    {
        foreach ((long due, double[] judged, double verdict) in _due.Where(due => due.Time <= time).OrderBy(due => due.Time).ToArray())
        {
            _due.RemoveAt(_due.FindIndex(one => ReferenceEquals(one.Row, judged)));
            Take(due, judged, verdict);
        }

        if (offset / 256 != _number)
        {
            (Now, _block, _number) = (_block.Count > 0 ? _block.Order().ElementAt(_block.Count / 2) : Now, [], offset / 256);
        }

        _block.Add(time);
        double[] told = new double[settings.Aggregates.Count];
        foreach (IGrouping<string, (int Index, AggregateSettings Item)> group in Groups(false))
        {
            (double[] keys, (string, string) key, List<(long Time, double[] Row)> kept) = Kept(group, row);
            foreach ((int index, AggregateSettings a) in group)
            {
                (long Time, double[] Row)[] seen =
                    [.. kept.Where(e => e.Time <= time && e.Time > time - a.Window.TotalMilliseconds), (time, row)];
                told[index] = keys.Any(double.IsNaN) ? double.NaN : Value(a, seen);
            }

            _kept[key] = time < Earliest || keys.Any(double.IsNaN) ? kept
                : [.. kept.Append((Time: time, Row: row)).OrderBy(e => e.Time).TakeLast(settings.State.EventsPerKey)];
        }

        foreach (IGrouping<string, (int Index, AggregateSettings Item)> group in Groups(true))
        {
            (double[] keys, _, List<(long Time, double[] Row)> kept) = Kept(group, row);
            foreach ((int index, AggregateSettings a) in group)
            {
                double[] verdicts = [.. kept.Where(e => e.Time <= time && e.Time > time - a.Window.TotalMilliseconds)
                    .Select(e => e.Row[0])];
                told[index] = keys.Any(double.IsNaN) ? double.NaN : a.Kind == AggregateKind.ConfirmedCount
                    ? verdicts.Sum() : verdicts.DefaultIfEmpty().Average();
            }
        }

        return told;
    }

    public void Judge(long time, double[] row, double verdict) => _due.Add((time, row, verdict));

    private void Take(long time, double[] row, double verdict)
    {
        foreach (IGrouping<string, (int Index, AggregateSettings Item)> group in Groups(true))
        {
            (double[] keys, (string, string) key, List<(long Time, double[] Row)> kept) = Kept(group, row);
            if (!keys.Any(double.IsNaN) && time > Cut(group))
            {
                _kept[key] = [.. kept.Append((Time: time, Row: [verdict])).OrderBy(e => e.Time).TakeLast(settings.State.EventsPerKey)];
            }
        }
    }

    private static bool IsOfVerdicts(AggregateSettings a) => a.Kind is AggregateKind.ConfirmedCount or AggregateKind.ConfirmedShare;

    private IEnumerable<IGrouping<string, (int Index, AggregateSettings Item)>> Groups(bool ofVerdicts) =>
        settings.Aggregates.Index().Where(a => IsOfVerdicts(a.Item) == ofVerdicts).GroupBy(a => string.Join('+', a.Item.By) + ofVerdicts);

    private double Cut(IEnumerable<(int Index, AggregateSettings Item)> group) =>
        Earliest - group.Max(a => a.Item.Window.TotalMilliseconds);

    private (double[] Keys, (string, string) Key, List<(long Time, double[] Row)> Kept) Kept(
        IGrouping<string, (int Index, AggregateSettings Item)> group, double[] row)
    {
        double[] keys = [.. group.First().Item.By.Select(name => row[places[name]])];
        (string, string) key = (group.Key, string.Join('+', keys));
        return (keys, key, [.. _kept.GetValueOrDefault(key, []).Where(e => e.Time > Cut(group))]);
    }

    private double Value(AggregateSettings a, (long Time, double[] Row)[] seen)
    {
        double[] all = a.Of is null ? [] : [.. seen.Select(e => e.Row[places[a.Of]])];
        double[] there = [.. all.Where(v => !double.IsNaN(v))];
        return a.Kind switch
        {
            AggregateKind.Count => seen.Length,
            AggregateKind.FirstSeen => seen.Length == 1 ? 1 : 0,
            AggregateKind.TimeSinceLast => seen.Length == 1 ? a.Window.TotalSeconds : (seen[^1].Time - seen[^2].Time) / 1000.0,
            AggregateKind.Distinct => there.Distinct().Count(),
            AggregateKind.Frequency => double.IsNaN(all[^1]) ? double.NaN : (double)there.Count(v => v == all[^1]) / seen.Length,
            AggregateKind.Sum => there.Sum(),
            _ when there.Length == 0 => double.NaN,
            AggregateKind.Mean => there.Sum() / there.Length,
            AggregateKind.Min => there.Min(),
            AggregateKind.Max => there.Max(),
            AggregateKind.StandardDeviation => Spread(there),
            _ when double.IsNaN(all[^1]) || there.Length < 3 => double.NaN,
            AggregateKind.Ratio => Ratio(there[..^1], all[^1]),
            _ => Deviation(there[..^1], all[^1]),
        };
    }

    private static double Ratio(double[] earlier, double value) =>
        earlier.Average() > 0 ? Math.Clamp(value / earlier.Average(), -1000, 1000) : double.NaN;

    private static double Deviation(double[] earlier, double value)
    {
        double distance = value - earlier.Average();
        return distance == 0 ? 0 : Math.Clamp(distance / Math.Max(Spread(earlier), 1e-6 * Math.Abs(earlier.Average())), -100, 100);
    }

    private static double Spread(double[] values)
    {
        decimal mean = values.Sum(v => (decimal)v) / values.Length;
        return values.Length < 2 ? 0 : Math.Sqrt((double)values.Sum(v => ((decimal)v - mean) * ((decimal)v - mean)) / (values.Length - 1));
    }
}
