using Detector.Core.Batches;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Sources;

namespace Detector.Core.State;

/// <summary>
/// Stands between decoder and batch: makes decoded rows rows, with what is known of their keys as the aggregates. Each partition has a
/// state of its own, which sees
/// its events in the order of their offsets; where samples are sequences, their rows belong to it. One thread at a time; nothing is
/// allocated per event.
/// </summary>
public sealed class RowStage
{
    /// <summary>
    /// Offsets whose events' median time is a partition's: what is rebuilt begins two of these blocks before its windows.
    /// </summary>
    public const long ClockBlock = 1 << EventClock.BlockShift;

    private readonly PartitionTable<PartitionState> _states;
    private readonly StatePlan _plan;
    private readonly SequenceStage? _sequences;
    private readonly PivotPlan? _pivotPlan;
    private readonly PartitionTable<PartitionPivot>? _pivots;
    private readonly PartitionTable<OriginMarks>? _origins;

    /// <param name="schema">What rows are made of.</param>
    /// <param name="window">What samples are made of; by default of one row each.</param>
    /// <param name="verdicts">How verdicts find their events; null where they come with them, to <see cref="Judge"/>.</param>
    /// <param name="isForwarded">Whether events were forwarded to where they are read (<see cref="EventView.Origin"/>).</param>
    public RowStage(Schema schema, WindowSettings? window = null, VerdictNames? verdicts = null, bool isForwarded = false)
    {
        _origins = isForwarded ? new PartitionTable<OriginMarks>(() => new OriginMarks()) : null;
        _sequences = window is { IsSequence: true } ? new SequenceStage(schema, window) : null;
        _plan = new StatePlan(schema, verdicts);
        if (_plan.IsPivoted)
        {
            _pivotPlan = new PivotPlan(schema);
            _pivots = new PartitionTable<PartitionPivot>(() => new PartitionPivot(_pivotPlan));
        }

        _states = new PartitionTable<PartitionState>(
            () => new PartitionState(_plan), partition =>
            {
                if (_plan.Verdicts is not null)
                {
                    Began?.Invoke(partition);
                }
            });
        DecodedCount = schema.Decoded.Count;
    }

    /// <summary>Told of a partition whose state begins, empty or restored, before its first event: it lacks verdicts.</summary>
    public event Action<TopicPartition>? Began;

    /// <summary>Whether nothing is kept, neither for aggregates nor for sequences: rows are as they were decoded, and samples.</summary>
    public bool IsEmpty => _plan.IsEmpty && _sequences is null && _pivots is null;

    /// <summary>Whether rows are made of several messages: each goes to <see cref="TryPivot"/>, and what comes out of it on.</summary>
    public bool IsPivoted => _pivots is not null;

    /// <summary>Numbers of a decoded row.</summary>
    public int DecodedCount { get; }

    /// <summary>Messages that came a second time, and were left out.</summary>
    public long Repeats { get; private set; }

    /// <summary>Whether a message was forwarded twice, and this is not the first time: then it is no event. To be asked once of each.
    /// </summary>
    public bool IsRepeat(in EventView message)
    {
        bool isRepeat = _origins is not null && message.Origin is { } origin
            && _origins.Of(message.Partition).IsRepeat(message.Offset, origin, message.TimestampMs);
        Repeats += isRepeat ? 1 : 0;
        return isRepeat;
    }

    /// <inheritdoc cref="PartitionPivot.TryNext"/>
    public bool TryPivot(TopicPartition partition, scoped in PivotMessage message, out PivotRow row) =>
        _pivots!.Of(partition).TryNext(message, out row);

    /// <inheritdoc cref="PartitionPivot.TryLast"/>
    public bool TryPivotLast(TopicPartition partition, out PivotRow row) => _pivots!.Of(partition).TryLast(out row);

    /// <summary>Whether all rows are handed out of the message that came last; else its partition cannot be saved.</summary>
    public bool IsSettled(TopicPartition partition) => _pivots?.Find(partition)?.IsSettled ?? true;

    /// <summary>Takes an event in for those to come; it is not scored itself.</summary>
    /// <param name="message">The event.</param>
    /// <param name="name">What verdicts call it by.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="key">Its key.</param>
    /// <param name="hasKey">Whether it has one.</param>
    /// <param name="decoded">[DecodedCount] its decoded row.</param>
    /// <param name="row">[fields] room.</param>
    public void Absorb(
        in EventView message, EventName name, long timeMs, ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<double> decoded,
        Span<double> row)
    {
        (TopicPartition partition, long offset) = (message.Partition, message.Offset);
        if (IsRepeat(message))
        {
            return;
        }

        if (_pivots is null)
        {
            Widen(partition, offset, timeMs, decoded, row, name);
            Follow(partition, offset, timeMs, key, row, batch: null);
            return;
        }

        var metric = new PivotMessage
        {
            Offset = offset, QueuedMs = message.TimestampMs, TimeMs = timeMs, Key = key, HasKey = hasKey, Decoded = decoded,
        };
        while (TryPivot(partition, metric, out PivotRow made))
        {
            if (made.Result.Ok)
            {
                Widen(partition, offset, made.TimeMs, made.Values, row);
                Follow(partition, offset, made.TimeMs, made.Key, row, batch: null);
            }
        }
    }

    /// <summary>Makes a decoded row a row, and keeps the event for those to come.</summary>
    /// <param name="partition">Where the event came from.</param>
    /// <param name="offset">Its offset there.</param>
    /// <param name="timeMs">Its time, Unix milliseconds.</param>
    /// <param name="decoded">[DecodedCount] the decoded row.</param>
    /// <param name="row">[fields] out; not the same place.</param>
    /// <param name="name">What verdicts call it by.</param>
    public void Widen(
        TopicPartition partition, long offset, long timeMs, ReadOnlySpan<double> decoded, Span<double> row, EventName name = default) =>
        _states.Of(partition).Widen(offset, timeMs, name, decoded, row);

    /// <summary>Keeps an event's row for the sequences to come, and shows the batch the one that it ends.</summary>
    /// <inheritdoc cref="SequenceStage.Add"/>
    public bool Follow(
        TopicPartition partition, long offset, long timeMs, ReadOnlySpan<byte> key, ReadOnlySpan<double> row, Batch? batch) =>
        _sequences is null || _sequences.Add(partition, offset, timeMs, key, row, batch);

    /// <summary>Whether there are aggregates of verdicts.</summary>
    public bool NeedsVerdicts => _plan.NeedsVerdicts;

    /// <summary>There is a verdict on the event that came last, for those that come after the verdict.</summary>
    /// <param name="partition">Where the event came from.</param>
    /// <param name="timeMs">When the verdict comes, Unix milliseconds.</param>
    /// <param name="decoded">[DecodedCount] the event's decoded row.</param>
    /// <param name="isAnomaly">The verdict.</param>
    public void Judge(TopicPartition partition, long timeMs, ReadOnlySpan<double> decoded, bool isAnomaly) =>
        _states.Of(partition).Judge(timeMs, decoded, isAnomaly);

    /// <summary>A verdict was read: every partition that may have its event, and did not hear of it before, takes it.</summary>
    public void Hear(in Verdict verdict)
    {
        foreach ((TopicPartition partition, PartitionState state) in _states.All)
        {
            state.Hear(verdict, isOurs: verdict.Partition is null || verdict.Partition == partition);
        }
    }

    /// <inheritdoc cref="PartitionVerdicts.Heard"/>
    public IReadOnlyDictionary<int, long> Heard(TopicPartition partition) => _states.Of(partition).Heard;

    /// <summary>
    /// How far back from its partition's time the events may lie that rows and sequences are made of; null where they may lie anywhere.
    /// </summary>
    public TimeSpan? Reach =>
        (_sequences is null || _plan.Reach > _sequences.Reach ? _plan.Reach : _sequences.Reach)
            + TimeSpan.FromMilliseconds(_pivotPlan?.WaitMs ?? 0);

    /// <summary>A partition's time, from which windows reach back; <see cref="long.MinValue"/> where too few events tell it.</summary>
    public long NowMs(TopicPartition partition) =>
        _pivots is not null ? _pivots.Find(partition)?.NowMs ?? long.MinValue : _states.Find(partition)?.NowMs ?? long.MinValue;

    /// <summary>The time of the event that a partition's state has seen last; <see cref="long.MinValue"/> where none.</summary>
    public long LastMs(TopicPartition partition) =>
        _pivots is not null ? _pivots.Find(partition)?.LastMs ?? long.MinValue : _states.Find(partition)?.LastMs ?? long.MinValue;

    /// <summary>The offset behind the last event that a partition's state has seen; 0 where it has seen none.</summary>
    public long NextOffset(TopicPartition partition) =>
        _pivots is not null ? _pivots.Find(partition)?.NextOffset ?? 0 : _states.Find(partition)?.NextOffset ?? 0;

    /// <summary>What a partition's state has left out; null where there is none.</summary>
    public StateCounts? Counts(TopicPartition partition) =>
        StateCounts.Of(
            _pivots?.Find(partition)?.Counts,
            StateCounts.Of(_plan.IsEmpty ? null : _states.Find(partition)?.Counts, _sequences?.Counts(partition)));

    /// <summary>Partitions of which something is kept.</summary>
    public IReadOnlyCollection<TopicPartition> Partitions => _pivots?.Partitions ?? _states.Partitions;

    /// <summary>Keys and bytes that are kept, of all partitions.</summary>
    public (long Keys, long Bytes) Size
    {
        get
        {
            (long keys, long bytes) = _sequences?.Size ?? default;
            foreach (PartitionPivot pivot in _pivots?.States ?? [])
            {
                (keys, bytes) = (keys + pivot.Size.Rows, bytes + pivot.Size.Bytes);
            }

            return (keys + _states.States.Sum(state => (long)state.Keys), bytes + _states.States.Sum(state => state.Bytes));
        }
    }

    /// <summary>Forgets a partition.</summary>
    public void Revoke(TopicPartition partition)
    {
        _origins?.Remove(partition);
        _pivots?.Remove(partition);
        _states.Remove(partition);
        _sequences?.Revoke(partition);
    }

    /// <summary>Writes a partition's state: versioned, with its offset and a checksum.</summary>
    public void Save(TopicPartition partition, Stream stream)
    {
        _origins?.Of(partition).Save(stream);
        _pivots?.Of(partition).Save(stream);
        _states.Of(partition).Save(stream);
        _sequences?.Save(partition, stream);
    }

    /// <summary>Takes a partition's state from where it was saved, instead of what is kept of it.</summary>
    /// <returns>The offset that it goes on with.</returns>
    /// <exception cref="InvalidDataException">It is damaged, of another version, or of other aggregates; nothing has changed.</exception>
    public long Restore(TopicPartition partition, Stream stream)
    {
        OriginMarks? origins = _origins is null ? null : OriginMarks.Restore(stream);
        PartitionPivot? pivot = _pivotPlan is null ? null : PartitionPivot.Restore(_pivotPlan, stream);
        PartitionState state = PartitionState.Restore(_plan, stream);
        if (state.NextOffset > (pivot?.NextOffset ?? long.MaxValue))
        {
            throw new InvalidDataException("its rows are of another offset than its metrics");
        }

        if (_sequences is null)
        {
            StateReader.CheckEnd(stream);
        }
        else if (_sequences.Restore(partition, stream) != state.NextOffset)
        {
            _sequences.Revoke(partition);
            throw new InvalidDataException("its sequences are of another offset than its aggregates");
        }

        _states.Set(partition, state);
        if (origins is not null)
        {
            _origins!.Set(partition, origins);
        }

        if (pivot is not null)
        {
            _pivots!.Set(partition, pivot);
        }

        return pivot?.NextOffset ?? state.NextOffset;
    }
}
