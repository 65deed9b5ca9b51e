using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>The events of all keys of a partition by the same field or pair of fields, and their aggregates. Nothing is allocated per event.</summary>
internal sealed class KeyGroup
{
    private const double LeastRelativeSpread = 1e-6;
    private const double LargestDeviation = 100;
    private const int ExpiredAtOnce = 2;

    private readonly GroupPlan _plan;
    private readonly KeyTable _keys = new();
    private readonly EventStore _events;
    private readonly Moments[] _moments;

    public KeyGroup(GroupPlan plan)
    {
        _plan = plan;
        _events = new EventStore(plan);
        _moments = new Moments[plan.Moments.Length];
    }

    /// <summary>Keys that are kept.</summary>
    public int Count => _keys.Count;

    /// <summary>Bytes that they and their events take.</summary>
    public long Bytes => _events.Bytes + ((long)KeyTable.BytesAKey * _keys.Count);

    /// <summary>Events that left before their time, since a key has room for so many only.</summary>
    public long Crowded { get; private set; }

    /// <summary>Writes an event's aggregates into its row, itself among its key's events, and keeps it there.</summary>
    /// <param name="decoded">Its decoded row.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="cutMs">Events up to here are out of every window.</param>
    /// <param name="keep">False where later events are not to see it.</param>
    /// <param name="row">Its row, out.</param>
    public void Apply(ReadOnlySpan<double> decoded, long timeMs, long cutMs, bool keep, Span<double> row)
    {
        double first = decoded[_plan.FirstKey];
        double second = _plan.SecondKey < 0 ? 0 : decoded[_plan.SecondKey];
        if (double.IsNaN(first) || double.IsNaN(second))
        {
            foreach (GroupOutput output in _plan.Outputs)
            {
                row[output.Target] = double.NaN;
            }

            return;
        }

        int entry = Entry(first, second);
        ref KeyEntry key = ref _keys[entry];
        Expire(ref key, cutMs);
        int place = PlaceOf(_events.Times(ref key), timeMs);
        _events.Insert(ref key, place, timeMs, decoded);
        Tell(ref key, place, timeMs, row);
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

        for (int i = 0; i < ExpiredAtOnce && _keys.Oldest >= 0 && _events.Times(ref _keys[_keys.Oldest])[^1] <= cutMs; i++)
        {
            Remove(_keys.Oldest);
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
                writer.Write(_events.Column(ref key, column));
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
                reader.Read(_events.Column(ref key, column));
            }

            CheckOrder(_events.Times(ref key));
        }
    }

    private static void CheckOrder(ReadOnlySpan<long> times)
    {
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1])
            {
                throw new InvalidDataException("a key's events are not in the order of their times");
            }
        }
    }

    // How many events are not later.
    private static int PlaceOf(ReadOnlySpan<long> times, long timeMs)
    {
        if (times.IsEmpty || times[^1] <= timeMs)
        {
            return times.Length;
        }

        (int low, int high) = (0, times.Length - 1);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = times[middle] <= timeMs ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private int Entry(double first, double second)
    {
        long firstBits = BitConverter.DoubleToInt64Bits(first + 0.0);
        long secondBits = BitConverter.DoubleToInt64Bits(second + 0.0);
        int entry = _keys.Find(firstBits, secondBits);
        if (entry >= 0)
        {
            _keys.Use(entry);
            return entry;
        }

        entry = _keys.Add(firstBits, secondBits);
        _events.Open(ref _keys[entry]);
        return entry;
    }

    private void Remove(int entry)
    {
        _events.Close(ref _keys[entry]);
        _keys.Remove(entry);
    }

    private void Expire(ref KeyEntry key, long cutMs)
    {
        Span<long> times = _events.Times(ref key);
        if (!times.IsEmpty && times[0] <= cutMs)
        {
            _events.DropFirst(ref key, PlaceOf(times, cutMs));
        }
    }

    private void Tell(ref KeyEntry key, int place, long timeMs, Span<double> row)
    {
        ReadOnlySpan<long> times = _events.Times(ref key)[..(place + 1)];
        for (int i = 0; i < _moments.Length; i++)
        {
            (int column, long windowMs) = _plan.Moments[i];
            Span<Moments> kept = _events.Moments(ref key);
            ref Moments moments = ref kept.IsEmpty ? ref _moments[i] : ref kept[i];
            moments = kept.IsEmpty ? default : moments;
            moments.Move(_events.Values(ref key, column), PlaceOf(times, timeMs - windowMs), times.Length);
            _moments[i] = moments;
        }

        foreach (GroupOutput output in _plan.Outputs)
        {
            row[output.Target] = Tell(ref key, times, output);
        }
    }

    private double Tell(ref KeyEntry key, ReadOnlySpan<long> times, in GroupOutput output)
    {
        int place = times.Length - 1;
        int first = PlaceOf(times, times[place] - output.WindowMs);
        ReadOnlySpan<double> values = output.Column < 0 ? default : _events.Values(ref key, output.Column)[first..times.Length];
        return output.Kind switch
        {
            AggregateKind.Count => times.Length - first,
            AggregateKind.TimeSinceLast => place > first ? (times[place] - times[place - 1]) / 1000.0 : output.WindowMs / 1000.0,
            AggregateKind.FirstSeen => place == first ? 1 : 0,
            AggregateKind.Sum => _moments[output.Part].Sum,
            AggregateKind.Mean => _moments[output.Part].Count > 0 ? _moments[output.Part].Mean : double.NaN,
            AggregateKind.StandardDeviation => _moments[output.Part].Count > 0 ? _moments[output.Part].Deviation : double.NaN,
            AggregateKind.Deviation => Deviation(_moments[output.Part], values[^1]),
            AggregateKind.Min => Stretch.Min(values),
            AggregateKind.Max => Stretch.Max(values),
            AggregateKind.Distinct => Stretch.Distinct(_events.Distances(ref key, output.Part)[first..times.Length]),
            _ => double.IsNaN(values[^1]) ? double.NaN : (double)Stretch.Count(values, values[^1]) / values.Length,
        };
    }

    // One or two values tell nothing of what is usual. Where all were the same, a millionth of their size is.
    private static double Deviation(in Moments all, double value)
    {
        if (double.IsNaN(value) || all.Count < 3)
        {
            return double.NaN;
        }

        Moments earlier = all.Without(value);
        double spread = Math.Max(earlier.Deviation, LeastRelativeSpread * Math.Abs(earlier.Mean));
        double distance = value - earlier.Mean;
        return distance == 0 ? 0 : Math.Clamp(distance / spread, -LargestDeviation, LargestDeviation);
    }
}
