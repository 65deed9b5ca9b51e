using System.Text;
using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Retraining.Tests;

/// <summary>A topic of one partition in memory, some of whose offsets have no message.</summary>
internal sealed class MemoryHistory : IEventHistory
{
    private readonly List<(string? Key, byte[] Payload, long? TimestampMs)?> _offsets = [];

    /// <summary>Called at each look at the ends, with its number, before it is answered.</summary>
    public Action<int> OnCount { get; set; } = _ => { };

    /// <summary>Called before it is said where messages lie.</summary>
    public Action OnBetween { get; set; } = () => { };

    public int Counts { get; private set; }

    public IReadOnlyList<string> Topics => ["t"];

    /// <summary>How many messages each reading asked for.</summary>
    public List<long> Reads { get; } = [];

    public void Add(string payload, string? key = null, long? timestampMs = null) =>
        _offsets.Add((key, Encoding.UTF8.GetBytes(payload), timestampMs));

    public void Add(byte[] payload) => _offsets.Add((null, payload, null));

    /// <summary>Offsets of messages that were compacted away.</summary>
    public void AddGap(int count) => _offsets.AddRange(Enumerable.Repeat<(string?, byte[], long?)?>(null, count));

    // Offset i has the Kafka timestamp i ms.
    public IReadOnlyList<OffsetRange> Between(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation)
    {
        OnBetween();
        long At(DateTimeOffset? time, long otherwise) => Math.Clamp(time?.ToUnixTimeMilliseconds() ?? otherwise, 0, _offsets.Count);
        long start = At(since, 0);
        return [new(default, start, Math.Max(start, At(until, _offsets.Count)))];
    }

    public long Read(IReadOnlyList<OffsetRange> stretches, EventVisitor visitor, CancellationToken cancellation) =>
        stretches.Sum(stretch => Show(stretch.Start, stretch.End, visitor));

    public long Count(CancellationToken cancellation)
    {
        OnCount(++Counts);
        cancellation.ThrowIfCancellationRequested();
        return _offsets.Count;
    }

    public long Read(long maxMessages, HistoryPart part, EventVisitor visitor, CancellationToken cancellation)
    {
        Assert.Equal(HistoryPart.First, part);
        Reads.Add(maxMessages);
        return Show(0, maxMessages, visitor);
    }

    private long Show(long start, long end, EventVisitor visitor)
    {
        long shown = 0;
        for (int offset = (int)start; offset < Math.Min(end, _offsets.Count); offset++)
        {
            if (_offsets[offset] is var (key, payload, timestampMs))
            {
                byte[] keyBytes = Encoding.UTF8.GetBytes(key ?? "");
                visitor(new EventView
                {
                    Partition = new TopicPartition(0, 0), Offset = offset,
                    TimestampMs = timestampMs ?? offset, Key = keyBytes, HasKey = key is not null, Payload = payload,
                });
                shown++;
            }
        }

        return shown;
    }
}
