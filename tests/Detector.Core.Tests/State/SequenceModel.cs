using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.State;

/// <summary>Sequences in the simplest words: a key's rows are a list, in the order of their times, of which the latest are kept.</summary>
internal sealed class SequenceModel(SchemaSettings settings, WindowSettings window, int fields)
{
    private readonly Dictionary<string, List<(long Time, double[] Row)>> _kept = [];
    private List<long> _block = [];
    private long _number = -1;

    private long Now { get; set; } = long.MinValue;

    private double Earliest => Now == long.MinValue ? double.NegativeInfinity : Now - settings.State.AllowedLateness.TotalMilliseconds;

    /// <summary>The sequence that an event ends, flat; null where it waits for more.</summary>
    public double[]? Next(long offset, long time, string key, double[] row)
    {
        bool isTimed = settings.Time is not null;
        if (offset / 256 != _number)
        {
            (Now, _block, _number) = (_block.Count > 0 ? _block.Order().ElementAt(_block.Count / 2) : Now, [], offset / 256);
        }

        _block.Add(time);
        int span = ((window.Steps - 1) * window.Stride) + 1;
        int most = span + (isTimed ? Math.Max(4, span / 4) : 0);
        key = window.Of == SequenceOf.Partition ? "" : key;
        List<(long Time, double[] Row)> kept = _kept.GetValueOrDefault(key, []);
        double over = Earliest - window.Gap.TotalMilliseconds;
        kept = window.Gap > TimeSpan.Zero && kept.Count > 0 && kept[^1].Time < over ? [] : kept;
        int place = isTimed ? kept.Count(e => e.Time <= time) : kept.Count;
        bool isLate = isTimed && (time < Earliest
            || (kept.Count == most && place < span));

        (long Time, double[] Row)[] all = [.. kept.Take(place), (time, row)];
        int first = Enumerable.Range(0, all.Length).Last(i =>
            i == 0 || (window.Gap > TimeSpan.Zero && all[i].Time - all[i - 1].Time > window.Gap.TotalMilliseconds));
        (long Time, double[] Row)[] sequence = [.. all.Skip(first).TakeLast(span)];
        double[][] there = [.. sequence.Where((_, i) => (sequence.Length - 1 - i) % window.Stride == 0).Select(e => e.Row)];
        bool isFull = all.Length - first >= span;

        _kept[key] = isLate ? kept : [.. kept.Take(place), (time, row), .. kept.Skip(place)];
        _kept[key] = [.. _kept[key].TakeLast(most)];
        double[] absent = [.. Enumerable.Repeat(double.NaN, (window.Steps - there.Length) * fields)];
        return isFull || window.UntilFull == UntilFull.Pad ? [.. absent, .. there.SelectMany(r => r)] : null;
    }
}
