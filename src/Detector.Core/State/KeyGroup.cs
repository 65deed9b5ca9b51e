using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>
/// The events of all keys of a partition by the same field or pair of fields, and their aggregates. Nothing is allocated per event.
/// </summary>
internal sealed class KeyGroup
{
    private const double LeastRelativeSpread = 1e-6;
    private const double LargestDeviation = 100;
    private const double LargestRatio = 1000;
    private const int FewestToCompare = 2;
    private const int ExpiredAtOnce = 2;

    private readonly GroupPlan _plan;
    private readonly KeyTable _keys = new();
    private readonly EventStore _events;
    private readonly Moments[] _moments;
    private readonly int[] _firsts;

    public KeyGroup(GroupPlan plan)
    {
        _plan = plan;
        _events = new EventStore(plan);
        _moments = new Moments[plan.Moments.Length];
        _firsts = new int[plan.WindowsMs.Length];
    }

    /// <summary>Keys that are kept.</summary>
    public int Count => _keys.Count;

    /// <summary>Bytes that they and their events take.</summary>
    public long Bytes => _events.Bytes + ((long)KeyTable.BytesAKey * _keys.Count);

    /// <summary>Bytes that the events of so many times as many keys would take, with what growing has left free.</summary>
    public long BytesFor(double times) => _events.BytesFor(times);

    /// <summary>Bytes of all that <see cref="Save"/> writes of its keys.</summary>
    public long SavedBytes
    {
        get
        {
            long words = 0;
            for (int entry = _keys.Oldest; entry >= 0; entry = _keys[entry].Newer)
            {
                words += 4 + ((long)_keys[entry].Count * _plan.EventWords);
            }

            return 8 * words;
        }
    }

    /// <summary>Events that left before their time, since a key has room for so many only.</summary>
    public long Crowded { get; private set; }

    /// <summary>Writes an event's aggregates into its row. Of events these have itself among them, and keep it.</summary>
    /// <param name="decoded">Its decoded row.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="cutMs">Events up to here are out of every window.</param>
    /// <param name="keep">False where later events are not to see it.</param>
    /// <param name="row">Its row, out.</param>
    public void Apply(ReadOnlySpan<double> decoded, long timeMs, long cutMs, bool keep, Span<double> row)
    {
        if (!TryKey(decoded, out long first, out long second))
        {
            foreach (GroupOutput output in _plan.Outputs)
            {
                row[output.Target] = double.NaN;
            }
        }
        else if (_plan.IsOfVerdicts)
        {
            Ask(first, second, timeMs, cutMs, row);
        }
        else
        {
            int entry = Entry(first, second);
            ref KeyEntry key = ref _keys[entry];
            Expire(ref key, cutMs);
            int place = Stretch.PlaceOf(_events.Of(ref key).Times, timeMs);
            Tell(_events.Insert(ref key, place, timeMs, decoded), place + 1, timeMs, row);
            Keep(entry, place, keep);
        }

        ExpireOldest(cutMs);
    }

    /// <summary>Takes a verdict in.</summary>
    /// <param name="judged">The decoded row that it is about, and behind it the verdict: 1 for an anomaly, 0 for none.</param>
    /// <param name="timeMs">When it came.</param>
    /// <param name="cutMs">Verdicts up to here are out of every window.</param>
    public void Judge(ReadOnlySpan<double> judged, long timeMs, long cutMs)
    {
        if (timeMs > cutMs && TryKey(judged, out long first, out long second))
        {
            int entry = Entry(first, second);
            ref KeyEntry key = ref _keys[entry];
            Expire(ref key, cutMs);
            int place = Stretch.PlaceOf(_events.Of(ref key).Times, timeMs);
            _events.Insert(ref key, place, timeMs, judged);
            Keep(entry, place, keep: true);
        }
    }

    /// <summary>The key that was not used for the longest time leaves, with its events.</summary>
    public void RemoveOldest() => Remove(_keys.Oldest);

    /// <summary>Writes all keys with their events, those first that were not used for the longest time.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Crowded);
        writer.Write(_keys.Count);
        for (int entry = _keys.Oldest; entry >= 0; entry = _keys[entry].Newer)
        {
            ref KeyEntry key = ref _keys[entry];
            writer.Write(key.First);
            writer.Write(key.Second);
            writer.Write(key.Size);
            writer.Write(key.Count);
            for (int column = 0; column < _plan.EventWords; column++)
            {
                writer.Write(_events.Of(ref key).Column(column));
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> has written, into a group that has no keys.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public void Restore(StateReader reader)
    {
        Crowded = reader.ReadLong();
        int count = reader.ReadInt(0, int.MaxValue);
        for (int i = 0; i < count; i++)
        {
            (long first, long second) = (reader.ReadLong(), reader.ReadLong());
            int size = reader.ReadInt(0, _plan.Rooms.Length - 1);
            int events = reader.ReadInt(1, _plan.Rooms[size].Most);
            if (_keys.Find(first, second) >= 0)
            {
                throw new InvalidDataException("a key is there twice");
            }

            ref KeyEntry key = ref _keys[_keys.Add(first, second)];
            _events.Open(ref key, size);
            key.Count = events;
            for (int column = 0; column < _plan.EventWords; column++)
            {
                reader.Read(_events.Of(ref key).Column(column));
            }

            if (!Stretch.IsRising(_events.Of(ref key).Times))
            {
                throw new InvalidDataException("a key's events are not in the order of their times");
            }
        }
    }

    private bool TryKey(ReadOnlySpan<double> decoded, out long first, out long second)
    {
        (double one, double other) = (decoded[_plan.FirstKey], _plan.SecondKey < 0 ? 0 : decoded[_plan.SecondKey]);
        (first, second) = (BitConverter.DoubleToInt64Bits(one + 0.0), BitConverter.DoubleToInt64Bits(other + 0.0));
        return !double.IsNaN(one + other);
    }

    private int Entry(long first, long second)
    {
        int entry = _keys.Find(first, second);
        if (entry >= 0)
        {
            _keys.Use(entry);
            return entry;
        }

        entry = _keys.Add(first, second);
        _events.Open(ref _keys[entry]);
        return entry;
    }

    private void Remove(int entry)
    {
        _events.Close(ref _keys[entry]);
        _keys.Remove(entry);
    }

    private void Keep(int entry, int place, bool keep)
    {
        ref KeyEntry key = ref _keys[entry];
        if (!keep)
        {
            _events.RemoveAt(ref key, place);
        }
        else if (key.Count > _plan.EventsAKey)
        {
            _events.DropFirst(ref key, 1);
            Crowded++;
        }

        if (key.Count == 0)
        {
            Remove(entry);
        }
    }

    private void Expire(ref KeyEntry key, long cutMs)
    {
        Span<long> times = _events.Of(ref key).Times;
        if (!times.IsEmpty && times[0] <= cutMs)
        {
            _events.DropFirst(ref key, Stretch.PlaceOf(times, cutMs));
        }
    }

    private void ExpireOldest(long cutMs)
    {
        for (int i = 0; i < ExpiredAtOnce && _keys.Oldest >= 0 && _events.Of(ref _keys[_keys.Oldest]).Times[^1] <= cutMs; i++)
        {
            Remove(_keys.Oldest);
        }
    }

    // Verdicts are not the event's own, so that it is none of them.
    private void Ask(long first, long second, long timeMs, long cutMs, Span<double> row)
    {
        int entry = _keys.Find(first, second);
        if (entry >= 0)
        {
            _keys.Use(entry);
            Expire(ref _keys[entry], cutMs);
            if (_keys[entry].Count > 0)
            {
                KeyEvents verdicts = _events.Of(ref _keys[entry]);
                Tell(verdicts, Stretch.PlaceOf(verdicts.Times, timeMs), timeMs, row);
                return;
            }

            Remove(entry);
        }

        foreach (GroupOutput output in _plan.Outputs)
        {
            row[output.Target] = 0;
        }
    }

    private void Tell(KeyEvents events, int end, long timeMs, Span<double> row)
    {
        ReadOnlySpan<long> times = events.Times[..end];
        for (int i = 0; i < _firsts.Length; i++)
        {
            _firsts[i] = Stretch.PlaceOf(times, timeMs - _plan.WindowsMs[i]);
        }

        for (int i = 0; i < _moments.Length; i++)
        {
            (int column, int window, bool squares) = _plan.Moments[i];
            if (events.Moments.IsEmpty)
            {
                _moments[i] = default;
                _moments[i].Move(events.Values(column), _firsts[window], end, squares);
            }
            else
            {
                events.Moments[i].Move(events.Values(column), _firsts[window], end, squares);
                _moments[i] = events.Moments[i];
            }
        }

        foreach (ref readonly GroupOutput output in _plan.Outputs.AsSpan())
        {
            row[output.Target] = Tell(events, times, output);
        }
    }

    private double Tell(KeyEvents events, ReadOnlySpan<long> times, in GroupOutput output)
    {
        int place = times.Length - 1;
        int first = _firsts[output.Window];
        ReadOnlySpan<double> values = output.Column < 0 ? default : events.Values(output.Column)[first..times.Length];
        return output.Kind switch
        {
            AggregateKind.Count => times.Length - first,
            AggregateKind.TimeSinceLast => (place > first ? times[place] - times[place - 1] : _plan.WindowsMs[output.Window]) / 1000.0,
            AggregateKind.FirstSeen => place == first ? 1 : 0,
            AggregateKind.Sum or AggregateKind.ConfirmedCount => _moments[output.Part].Sum,
            AggregateKind.Mean => _moments[output.Part].Count > 0 ? _moments[output.Part].Mean : double.NaN,
            AggregateKind.ConfirmedShare => _moments[output.Part].Count > 0 ? _moments[output.Part].Mean : 0,
            AggregateKind.StandardDeviation => _moments[output.Part].Count > 0 ? _moments[output.Part].Deviation : double.NaN,
            AggregateKind.Deviation => Deviation(_moments[output.Part], values[^1]),
            AggregateKind.Ratio => Ratio(_moments[output.Part], values[^1]),
            AggregateKind.Min => Stretch.Min(values),
            AggregateKind.Max => Stretch.Max(values),
            AggregateKind.Distinct => Stretch.Distinct(events.Distances(output.Part)[first..times.Length]),
            _ => double.IsNaN(values[^1]) ? double.NaN : (double)Stretch.Count(values, values[^1]) / values.Length,
        };
    }

    // One or two values tell nothing of what is usual. Where all were the same, a millionth of their size is.
    private static double Deviation(in Moments all, double value)
    {
        if (double.IsNaN(value) || all.Count <= FewestToCompare)
        {
            return double.NaN;
        }

        Moments earlier = all.Without(value, squares: true);
        double spread = Math.Max(earlier.Deviation, LeastRelativeSpread * Math.Abs(earlier.Mean));
        double distance = value - earlier.Mean;
        return distance == 0 ? 0 : Math.Clamp(distance / spread, -LargestDeviation, LargestDeviation);
    }

    // A mean that is not above 0 is nothing to be a multiple of.
    private static double Ratio(in Moments all, double value)
    {
        if (double.IsNaN(value) || all.Count <= FewestToCompare)
        {
            return double.NaN;
        }

        double mean = all.Without(value, squares: false).Mean;
        return mean > 0 ? Math.Clamp(value / mean, -LargestRatio, LargestRatio) : double.NaN;
    }
}
