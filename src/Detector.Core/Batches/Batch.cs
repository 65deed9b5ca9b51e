using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Sources;
using Detector.Core.State;

namespace Detector.Core.Batches;

/// <summary>
/// A fixed number of decoded events, pooled and filled in place: raw rows [capacity, fields] (see
/// <see cref="Formats.IMessageDecoder"/>), of frames bytes, and, beside them, where each event came from, when, and its key.
/// Filled by the consumer thread, then read by the scoring thread, then by the publisher; never by two at once.
/// </summary>
public sealed class Batch
{
    // Keys and messages of one batch; that of the last event comes on top.
    private const int MostBytes = 8 << 20;

    private readonly ArrayStore _rows;
    private readonly TopicPartition[] _partitions;
    private readonly long[] _offsets;
    private readonly long[] _timesMs;
    private readonly long[] _queuedMs;
    private readonly bool[] _hasKey;
    private readonly ByteColumn _keys;
    private ByteColumn? _payloads;
    private StandInCounts? _standIns;
    private KeptRows[]? _sequences;
    private EventOrigin?[]? _origins;

    /// <param name="capacity">Most events.</param>
    /// <param name="layout">What a raw row is made of.</param>
    public Batch(int capacity, SampleLayout layout)
        : this(capacity, layout.Width, layout.HasPlanes)
    {
    }

    /// <param name="capacity">Most events.</param>
    /// <param name="fieldCount">Numbers a row.</param>
    /// <param name="arePixels">Whether they are bytes of pixels.</param>
    public Batch(int capacity, int fieldCount, bool arePixels = false)
    {
        Capacity = capacity;
        FieldCount = fieldCount;
        _rows = ArrayStore.Of(capacity * fieldCount, arePixels);
        _partitions = new TopicPartition[capacity];
        _offsets = new long[capacity];
        _timesMs = new long[capacity];
        _queuedMs = new long[capacity];
        _keys = new ByteColumn(capacity);
        _hasKey = new bool[capacity];
    }

    public int Capacity { get; }

    public int FieldCount { get; }

    /// <summary>Events in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>No event more goes in: there are as many as may be, or what is kept of them takes much memory.</summary>
    public bool IsFull => Count == Capacity || _keys.Length + (long)(_payloads?.Length ?? 0) >= MostBytes;

    /// <summary>Events that are not in the batch, as their sequences are not full; the ticket has them.</summary>
    public int Waiting { get; private set; }

    /// <summary>Frames that are not in the batch, as so many of their camera are not scored; the ticket has them.</summary>
    public int Skipped { get; private set; }

    /// <summary>Raw rows, [Capacity * FieldCount], row-major; the first <see cref="Count"/> rows hold events.</summary>
    public RowSpan Rows => _rows.Slice(0, Capacity * FieldCount);

    /// <summary>TimeProvider timestamp at which the oldest event was added.</summary>
    public long OpenedAt { get; set; }

    /// <summary>What the offsets of this batch's events wait for.</summary>
    public OffsetTicket? Ticket { get; set; }

    /// <summary>The row that the next event is decoded into; it belongs to the batch once <see cref="Add"/> is called.</summary>
    public RowSpan NextRow => _rows.Slice((long)Count * FieldCount, FieldCount);

    public ReadOnlyRowSpan Row(int index) => _rows.Slice((long)index * FieldCount, FieldCount);

    public TopicPartition Partition(int index) => _partitions[index];

    public long Offset(int index) => _offsets[index];

    /// <summary>Where the event was forwarded from; null where it was not.</summary>
    public EventOrigin? Origin(int index) => _origins?[index];

    /// <summary>Event time, Unix milliseconds.</summary>
    public long TimeMs(int index) => _timesMs[index];

    /// <summary>Kafka's timestamp of the message, Unix milliseconds: when it entered the topic.</summary>
    public long QueuedMs(int index) => _queuedMs[index];

    /// <summary>Whether the event has a key: an empty one is one.</summary>
    public bool HasKey(int index) => _hasKey[index];

    /// <summary>The bytes of the event's key, as they came; empty where it has none.</summary>
    public ReadOnlySpan<byte> Key(int index) => _keys[index];

    /// <summary>The event's message; of batches whose payloads are kept.</summary>
    public ReadOnlySpan<byte> Payload(int index) => _payloads![index];

    /// <summary>[FieldCount] how many of the events' values had a stand-in; empty where none had.</summary>
    public ReadOnlySpan<long> StandIns => _standIns is null ? default : _standIns.Counts;

    /// <summary>Counts the stand-ins in the row that was added last.</summary>
    public void CountStandIns(ReadOnlySpan<DecodeResult> standIns)
    {
        if (!standIns.IsEmpty)
        {
            (_standIns ??= new StandInCounts(FieldCount)).Add(standIns);
        }
    }

    /// <summary>Counts what is absent of the row that was added last, from a field on: its mean stands in.</summary>
    public void CountAbsent(ReadOnlySpan<double> row, int from)
    {
        for (int field = from; field < row.Length; field++)
        {
            if (double.IsNaN(row[field]))
            {
                (_standIns ??= new StandInCounts(FieldCount)).Add(field);
            }
        }
    }

    /// <summary>Where the next event was forwarded from; of batches with any such event, to be said of each.</summary>
    public void ComesFrom(in EventOrigin? origin)
    {
        if (_origins is not null || origin is not null)
        {
            (_origins ??= new EventOrigin?[Capacity])[Count] = origin;
        }
    }

    /// <summary>Takes the event whose row was just written to <see cref="NextRow"/>; times in Unix milliseconds.</summary>
    public void Add(TopicPartition partition, long offset, long queuedMs, long timeMs, ReadOnlySpan<byte> key, bool hasKey = true)
    {
        _keys.Add(key);
        _hasKey[Count] = hasKey;
        _partitions[Count] = partition;
        _offsets[Count] = offset;
        _queuedMs[Count] = queuedMs;
        _timesMs[Count] = timeMs;
        Count++;
    }

    /// <summary>An event more does not come into the batch, as its sequence is not full.</summary>
    public void Wait() => Waiting++;

    /// <summary>A frame more is not scored.</summary>
    public void Skip() => Skipped++;

    /// <summary>Takes an event of another batch over; its sequence may be read as long as the other's.</summary>
    public void Add(Batch other, int index)
    {
        other.Row(index).CopyTo(NextRow);
        if (other._sequences is { } sequences)
        {
            Show(sequences[index]);
        }

        ComesFrom(other.Origin(index));
        Add(
            other.Partition(index), other.Offset(index), other.QueuedMs(index), other.TimeMs(index), other.Key(index),
            other.HasKey(index));
    }

    /// <summary>
    /// The sequence that an event ends, oldest step first; steps that it does not have are NaN throughout. Of batches whose rows are whole
    /// samples, the row.
    /// </summary>
    /// <param name="index">Which event.</param>
    /// <param name="stride">Events from one step to the next.</param>
    /// <param name="sample">[steps * fields] out.</param>
    public void CopySample(int index, int stride, RowSpan sample)
    {
        if (_sequences is null)
        {
            Row(index).CopyTo(sample);
            return;
        }

        KeptRows rows = _sequences[index];
        int steps = sample.Length / FieldCount;
        int there = Math.Min(steps, ((rows.Count - 1) / stride) + 1);
        sample.Numbers[..((steps - there) * FieldCount)].Fill(double.NaN);
        for (int step = 0; step < there; step++)
        {
            ReadOnlySpan<double> row = rows.Row(rows.Count - 1 - ((there - 1 - step) * stride), FieldCount);
            row.CopyTo(sample.Numbers[((steps - there + step) * FieldCount)..]);
        }
    }

    /// <summary>Where the sequence stands that the next event ends.</summary>
    internal void Show(KeptRows rows) => (_sequences ??= new KeptRows[Capacity])[Count] = rows;

    /// <summary>What may be written to again when this batch has been read.</summary>
    internal UsedBlocks Used { get; } = new();

    /// <summary>Keeps the message of the event added last, for those who tell of it; of all events of a batch, or of none.</summary>
    public void KeepPayload(ReadOnlySpan<byte> payload) => (_payloads ??= new ByteColumn(Capacity)).Add(payload);

    public void Clear()
    {
        _keys.Clear();
        _payloads?.Clear();
        Count = 0;
        Waiting = 0;
        Skipped = 0;
        Ticket = null;
        Used.Read();
        _standIns?.Clear();
    }
}
