using System.Runtime.InteropServices;

namespace Detector.Core.State;

/// <summary>
/// The verdicts on a partition's events that no event has come for yet that may know of them, and the events that others may come for. One
/// that comes before its event waits for it. What events see of verdicts depends on which were there, not on when or in which order they
/// were heard.
/// </summary>
internal sealed class PartitionVerdicts
{
    private const long WaitingBytes = 160;

    // Of all memory, a part: whoever names events that there are not, with times of next year, is not to drive the keys out.
    private const int MostWaiting = 4;

    private readonly StatePlan _plan;
    private readonly StateCounts _counts;
    private readonly EventIndex? _events;
    private readonly double[] _judged;
    private readonly PriorityQueue<double[], (long TimeMs, long Offset)> _due = new();
    private readonly Dictionary<EventName, List<(long TimeMs, double Verdict)>> _waiting = [];
    private readonly PriorityQueue<EventName, long> _patience = new();
    private readonly SortedDictionary<int, long> _heard = [];
    private readonly long _withinMs;
    private readonly long _horizonMs;
    private readonly long _mostWaiting;

    /// <param name="plan">What aggregates look at.</param>
    /// <param name="counts">Counts the verdicts.</param>
    public PartitionVerdicts(StatePlan plan, StateCounts counts)
    {
        (_plan, _counts) = (plan, counts);
        _judged = new double[plan.DecodedCount + 1];
        _events = plan.Verdicts is null ? null : new EventIndex(plan.VerdictColumns);
        _horizonMs = plan.Groups.Where(group => group.IsOfVerdicts).Max(group => group.HorizonMs);
        _mostWaiting = ((long)plan.Settings.MaxMegabytes << 20) / MostWaiting;
        _withinMs = (long)(plan.Verdicts?.Within.TotalMilliseconds ?? 0);
    }

    /// <summary>Of each partition of the verdicts' topic, the offset of the first that was not heard.</summary>
    public IReadOnlyDictionary<int, long> Heard => _heard;

    /// <summary>Bytes of the events that are remembered, and of the verdicts.</summary>
    public long Bytes => (_events?.Bytes ?? 0) + (WaitingBytes * (_due.Count + _waiting.Count));

    /// <summary>Events that are remembered.</summary>
    public int Remembered => _events?.Count ?? 0;

    /// <summary>[DecodedCount + 1] the verdict that was taken last: what aggregates of verdicts look at of its event's decoded row, and
    /// the verdict behind it.</summary>
    public ReadOnlySpan<double> Judged => _judged;

    /// <summary>Takes the next verdict that an event of this time may know of.</summary>
    public bool TryTake(long timeMs, out long verdictMs)
    {
        if (!_due.TryPeek(out double[]? values, out (long TimeMs, long Offset) first) || first.TimeMs > timeMs)
        {
            verdictMs = 0;
            return false;
        }

        _due.Dequeue();
        verdictMs = first.TimeMs;
        for (int i = 0; i < _plan.VerdictColumns.Length; i++)
        {
            _judged[_plan.VerdictColumns[i]] = values[i];
        }

        _judged[^1] = values[^1];
        return true;
    }

    /// <summary>There is a verdict on an event that is at hand.</summary>
    public void Add(long timeMs, long offset, ReadOnlySpan<double> decoded, bool isAnomaly)
    {
        double[] values = new double[_plan.VerdictColumns.Length + 1];
        for (int i = 0; i < _plan.VerdictColumns.Length; i++)
        {
            values[i] = decoded[_plan.VerdictColumns[i]];
        }

        values[^1] = isAnomaly ? 1 : 0;
        _due.Enqueue(values, (timeMs, offset));
    }

    /// <summary>A verdict was read.</summary>
    /// <param name="verdict">It.</param>
    /// <param name="isOurs">Whether its event may be one of this partition.</param>
    /// <param name="earliestMs">Events before this time came already, or are late.</param>
    public void Hear(in Verdict verdict, bool isOurs, long earliestMs)
    {
        if (verdict.Offset < _heard.GetValueOrDefault(verdict.Source))
        {
            return;
        }

        _heard[verdict.Source] = verdict.Offset + 1;
        double judged = verdict.IsAnomaly ? 1 : 0;
        if (!isOurs || IsTaken(verdict.Event, verdict.TimeMs, judged))
        {
            return;
        }

        if (verdict.TimeMs <= Cut(earliestMs, _horizonMs) || WaitingBytes * _waiting.Count > _mostWaiting)
        {
            _counts.Unknown++;
            return;
        }

        ref List<(long TimeMs, double Verdict)>? waiting =
            ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, verdict.Event, out _);
        (waiting ??= []).Add((verdict.TimeMs, judged));
        _patience.Enqueue(verdict.Event, verdict.TimeMs);
    }

    /// <summary>An event came: others may come with a verdict on it, or have come.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="nowMs">What time it is in the partition; <see cref="long.MinValue"/> where nothing tells.</param>
    /// <param name="timeMs">The event's time.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="decoded">Its decoded row.</param>
    /// <param name="earliestMs">Events before this time came already, or are late.</param>
    public void Remember(EventName name, long nowMs, long timeMs, long offset, ReadOnlySpan<double> decoded, long earliestMs)
    {
        if (_events is null)
        {
            return;
        }

        _events.Add(name, nowMs == long.MinValue ? timeMs : nowMs, timeMs, offset, decoded);
        _events.Expire(Cut(earliestMs, _withinMs));
        if (_waiting.Count > 0)
        {
            if (_waiting.Remove(name, out List<(long TimeMs, double Verdict)>? verdicts))
            {
                foreach ((long verdictMs, double verdict) in verdicts)
                {
                    IsTaken(name, verdictMs, verdict);
                }
            }

            GiveUp(Cut(earliestMs, _horizonMs));
        }
    }

    /// <summary>The event that came first is forgotten.</summary>
    public void RemoveOldest() => _events!.RemoveOldest();

    public void Save(StateWriter writer)
    {
        writer.Write([_counts.Judged, _counts.Unknown, _due.Count]);
        foreach ((double[] values, (long timeMs, long offset)) in _due.UnorderedItems.OrderBy(item => item.Priority))
        {
            writer.Write([timeMs, offset]);
            writer.Write(MemoryMarshal.Cast<double, long>(values));
        }

        (EventName Name, long TimeMs, double Verdict)[] waiting =
            [.. from all in _waiting from one in all.Value select (all.Key, one.TimeMs, one.Verdict)];
        writer.Write(waiting.Length);
        foreach ((EventName name, long timeMs, double verdict) in waiting)
        {
            writer.Write([name.First, name.Second, timeMs, (long)verdict]);
        }

        writer.Write(_heard.Count);
        foreach ((int source, long next) in _heard)
        {
            writer.Write([source, next]);
        }

        _events?.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> has written, into one that is empty.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public void Restore(StateReader reader)
    {
        (_counts.Judged, _counts.Unknown) = (reader.ReadLong(), reader.ReadLong());
        for (int count = reader.ReadInt(0, int.MaxValue); count > 0; count--)
        {
            (long timeMs, long offset) = (reader.ReadLong(), reader.ReadLong());
            double[] values = new double[_plan.VerdictColumns.Length + 1];
            reader.Read(MemoryMarshal.Cast<double, long>(values.AsSpan()));
            _due.Enqueue(values, (timeMs, offset));
        }

        for (int count = reader.ReadInt(0, int.MaxValue); count > 0; count--)
        {
            var name = new EventName(reader.ReadLong(), reader.ReadLong());
            (long timeMs, double verdict) = (reader.ReadLong(), reader.ReadInt(0, 1));
            ref List<(long TimeMs, double Verdict)>? waiting = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, name, out _);
            (waiting ??= []).Add((timeMs, verdict));
            _patience.Enqueue(name, timeMs);
        }

        for (int count = reader.ReadInt(0, int.MaxValue); count > 0; count--)
        {
            _heard[reader.ReadInt(0, int.MaxValue)] = reader.ReadLong();
        }

        _events?.Restore(reader);
    }

    private bool IsTaken(EventName name, long timeMs, double verdict)
    {
        JudgedEvent found = _events!.Judge(name, timeMs, _withinMs, out long offset, out double[]? values);
        if (values is not null)
        {
            values[^1] = verdict;
            _due.Enqueue(values, (timeMs, offset));
            _counts.Judged++;
        }

        _counts.Unknown += found == JudgedEvent.TooOld ? 1 : 0;
        return found != JudgedEvent.Unknown;
    }

    private static long Cut(long earliestMs, long byMs) => earliestMs < long.MinValue + byMs ? long.MinValue : earliestMs - byMs;

    // No window holds them any more.
    private void GiveUp(long cutMs)
    {
        while (_patience.TryPeek(out EventName name, out long timeMs) && timeMs <= cutMs)
        {
            _patience.Dequeue();
            if (_waiting.TryGetValue(name, out List<(long TimeMs, double Verdict)>? verdicts))
            {
                _counts.Unknown += verdicts.RemoveAll(verdict => verdict.TimeMs <= cutMs);
                if (verdicts.Count == 0)
                {
                    _waiting.Remove(name);
                }
            }
        }
    }
}
