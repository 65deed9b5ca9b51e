using Detector.Core.Batches;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>
/// Makes sequences of rows as they come: keeps the latest rows of each key, and shows each event's batch where those stand that its
/// sequence is made of. Nothing is copied but the row itself. Each partition has sequences of its own. One thread at a time; the batches
/// are read by others, in the order in which they were filled.
/// </summary>
public sealed class SequenceStage
{
    // A block of rows is one array.
    private const long MostBytesAKey = 8L << 30;

    private readonly PartitionTable<PartitionSequences> _partitions;
    private readonly SequencePlan _plan;

    /// <param name="schema">What a row is made of.</param>
    /// <param name="window">What a sequence is made of.</param>
    public SequenceStage(Schema schema, WindowSettings window)
    {
        _plan = new SequencePlan(schema, window);
        _partitions = new PartitionTable<PartitionSequences>(() => new PartitionSequences(_plan));
        IsEmpty = !window.IsSequence;
    }

    /// <summary>What is wrong with the room that the schema's State leaves for a window's sequences; null where nothing is.</summary>
    public static string? ProblemOf(SchemaSettings schema, WindowSettings window)
    {
        bool isTimed = schema.Time is not null || schema.Pivot is not null;
        double bytes = SequencePlan.BytesAKey(schema.Fields.Count + schema.Aggregates.Count, isTimed, window);
        long most = Math.Min((long)schema.State.MaxMegabytes << 20, MostBytesAKey);
        return !window.IsSequence || bytes <= most ? null
            : $"the events of one key take {Math.Ceiling(bytes / (1 << 20)):0} MB, for which there is room for "
                + $"{most >> 20} (Schema:State:MaxMegabytes, up to {MostBytesAKey >> 20}); take fewer steps or a smaller "
                + "stride, or make room";
    }

    /// <summary>Whether samples are single events, of which nothing is kept.</summary>
    public bool IsEmpty { get; }

    /// <summary>Takes an event in, and shows the batch the sequence that it ends.</summary>
    /// <param name="partition">Where it came from.</param>
    /// <param name="offset">Its offset there.</param>
    /// <param name="timeMs">Its time, Unix milliseconds; not looked at where the schema names none.</param>
    /// <param name="key">Its key.</param>
    /// <param name="row">[fields] its row.</param>
    /// <param name="batch">Where it is the next event; null where it is only to be kept for those to come.</param>
    /// <returns>Whether it is to be scored: false before a sequence is full, where only full ones are.</returns>
    public bool Add(
        TopicPartition partition, long offset, long timeMs, ReadOnlySpan<byte> key, ReadOnlySpan<double> row, Batch? batch) =>
        _partitions.Of(partition).Add(offset, timeMs, key, row, batch);

    /// <inheritdoc cref="SequencePlan.Reach"/>
    public TimeSpan? Reach => _plan.Reach;

    /// <summary>What a partition's sequences have left out; null where there are none.</summary>
    public StateCounts? Counts(TopicPartition partition) => _partitions.Find(partition)?.Counts;

    /// <summary>Keys and bytes that are kept, of all partitions.</summary>
    public (long Keys, long Bytes) Size =>
        (_partitions.States.Sum(one => (long)one.Keys), _partitions.States.Sum(one => one.Bytes));

    /// <summary>Forgets a partition.</summary>
    public void Revoke(TopicPartition partition) => _partitions.Remove(partition);

    /// <summary>Writes a partition's sequences: versioned, with their offset and a checksum.</summary>
    public void Save(TopicPartition partition, Stream stream) => _partitions.Of(partition).Save(stream);

    /// <summary>Takes a partition's sequences from where they were saved, instead of what is kept of it.</summary>
    /// <returns>The offset that they go on with.</returns>
    /// <exception cref="InvalidDataException">
    /// They are damaged, of another version, or of other windows; nothing has changed.
    /// </exception>
    public long Restore(TopicPartition partition, Stream stream)
    {
        PartitionSequences sequences = PartitionSequences.Restore(_plan, stream);
        StateReader.CheckEnd(stream);
        _partitions.Set(partition, sequences);
        return sequences.NextOffset;
    }
}
