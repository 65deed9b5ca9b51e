using Detector.Core.Batches;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;

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

    /// <param name="schema">What rows are made of.</param>
    /// <param name="window">What samples are made of; by default of one row each.</param>
    public RowStage(Schema schema, WindowSettings? window = null)
    {
        _sequences = window is { IsSequence: true } ? new SequenceStage(schema, window) : null;
        _plan = new StatePlan(schema);
        _states = new PartitionTable<PartitionState>(() => new PartitionState(_plan));
        DecodedCount = schema.Decoded.Count;
    }

    /// <summary>Whether nothing is kept, neither for aggregates nor for sequences: rows are as they were decoded, and samples.</summary>
    public bool IsEmpty => _plan.IsEmpty && _sequences is null;

    /// <summary>Numbers of a decoded row.</summary>
    public int DecodedCount { get; }

    /// <summary>Makes a decoded row a row, and keeps the event for those to come.</summary>
    /// <param name="partition">Where the event came from.</param>
    /// <param name="offset">Its offset there.</param>
    /// <param name="timeMs">Its time, Unix milliseconds.</param>
    /// <param name="decoded">[DecodedCount] the decoded row.</param>
    /// <param name="row">[fields] out; not the same place.</param>
    public void Widen(TopicPartition partition, long offset, long timeMs, ReadOnlySpan<double> decoded, Span<double> row) =>
        _states.Of(partition).Widen(offset, timeMs, decoded, row);

    /// <summary>Keeps an event's row for the sequences to come, and shows the batch the one that it ends.</summary>
    /// <inheritdoc cref="SequenceStage.Add"/>
    public bool Follow(
        TopicPartition partition, long offset, long timeMs, ReadOnlySpan<byte> key, ReadOnlySpan<double> row, Batch? batch) =>
        _sequences is null || _sequences.Add(partition, offset, timeMs, key, row, batch);

    /// <summary>Whether there are aggregates of verdicts.</summary>
    public bool NeedsVerdicts => _plan.NeedsVerdicts;

    /// <summary>Takes a verdict on an event in, for those to come.</summary>
    /// <param name="partition">Where the event came from.</param>
    /// <param name="timeMs">When the verdict came, Unix milliseconds.</param>
    /// <param name="judged">[DecodedCount + 1] the event's decoded row, and behind it the verdict: 1 for an anomaly, 0 for none.</param>
    public void Judge(TopicPartition partition, long timeMs, ReadOnlySpan<double> judged) => _states.Of(partition).Judge(timeMs, judged);

    /// <summary>
    /// How far back from its partition's time the events may lie that rows and sequences are made of; null where they may lie anywhere.
    /// </summary>
    public TimeSpan? Reach => _sequences is null || _plan.Reach > _sequences.Reach ? _plan.Reach : _sequences.Reach;

    /// <summary>A partition's time, from which windows reach back; <see cref="long.MinValue"/> where too few events tell it.</summary>
    public long NowMs(TopicPartition partition) => _states.Find(partition)?.NowMs ?? long.MinValue;

    /// <summary>The time of the event that a partition's state has seen last; <see cref="long.MinValue"/> where none.</summary>
    public long LastMs(TopicPartition partition) => _states.Find(partition)?.LastMs ?? long.MinValue;

    /// <summary>The offset behind the last event that a partition's state has seen; 0 where it has seen none.</summary>
    public long NextOffset(TopicPartition partition) => _states.Find(partition)?.NextOffset ?? 0;

    /// <summary>What a partition's state has left out; null where there is none.</summary>
    public StateCounts? Counts(TopicPartition partition) =>
        StateCounts.Of(_plan.IsEmpty ? null : _states.Find(partition)?.Counts, _sequences?.Counts(partition));

    /// <summary>Partitions of which something is kept.</summary>
    public IReadOnlyCollection<TopicPartition> Partitions => _states.Partitions;

    /// <summary>Keys and bytes that are kept, of all partitions.</summary>
    public (long Keys, long Bytes) Size
    {
        get
        {
            (long keys, long bytes) = _sequences?.Size ?? default;
            return (keys + _states.States.Sum(state => (long)state.Keys), bytes + _states.States.Sum(state => state.Bytes));
        }
    }

    /// <summary>Forgets a partition.</summary>
    public void Revoke(TopicPartition partition)
    {
        _states.Remove(partition);
        _sequences?.Revoke(partition);
    }

    /// <summary>Writes a partition's state: versioned, with its offset and a checksum.</summary>
    public void Save(TopicPartition partition, Stream stream)
    {
        _states.Of(partition).Save(stream);
        _sequences?.Save(partition, stream);
    }

    /// <summary>Takes a partition's state from where it was saved, instead of what is kept of it.</summary>
    /// <returns>The offset that it goes on with.</returns>
    /// <exception cref="InvalidDataException">It is damaged, of another version, or of other aggregates; nothing has changed.</exception>
    public long Restore(TopicPartition partition, Stream stream)
    {
        PartitionState state = PartitionState.Restore(_plan, stream);
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
        return state.NextOffset;
    }
}
