using System.Text;
using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Streams.Tests.Lookback;

/// <summary>A topic of some partitions in memory; its oldest events may be gone.</summary>
internal sealed class FakeHistory(int partitions) : IEventHistory
{
    private readonly List<(long QueuedMs, string? Key, string? Payload)>[] _events =
        [.. Enumerable.Range(0, partitions).Select(_ => new List<(long, string?, string?)>())];

    public IReadOnlyList<string> Topics => ["events"];

    /// <summary>The first offset that is still there.</summary>
    public long First { get; set; }

    /// <summary>No broker answers.</summary>
    public bool IsAway { get; set; }

    public void Add(int partition, long queuedMs, string? payload, string? key = null) => _events[partition].Add((queuedMs, key, payload));

    public long Count(CancellationToken cancellation) => throw new NotSupportedException();

    public long Read(long maxMessages, HistoryPart part, EventVisitor visitor, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public IReadOnlyList<OffsetRange> Between(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation)
    {
        if (IsAway)
        {
            cancellation.WaitHandle.WaitOne();
            cancellation.ThrowIfCancellationRequested();
        }

        return [.. _events.Select((events, partition) =>
        {
            long At(DateTimeOffset? time, long otherwise) => time is not { } given ? otherwise
                : events.FindIndex(one => one.QueuedMs >= given.ToUnixTimeMilliseconds()) is >= 0 and var found ? found : events.Count;
            long start = Math.Max(Math.Min(First, events.Count), At(since, 0));
            return new OffsetRange(new(0, partition), start, Math.Max(start, At(until, events.Count)));
        })];
    }

    public long Read(IReadOnlyList<OffsetRange> stretches, EventVisitor visitor, CancellationToken cancellation)
    {
        long shown = 0;
        foreach (OffsetRange stretch in stretches)
        {
            for (long offset = Math.Max(First, stretch.Start); offset < stretch.End; offset++)
            {
                if (_events[stretch.Partition.Partition][(int)offset] is (var queuedMs, var key, { } payload))
                {
                    visitor(new EventView
                    {
                        Partition = stretch.Partition, Offset = offset, TimestampMs = queuedMs, HasKey = key is not null,
                        Key = Encoding.UTF8.GetBytes(key ?? ""), Payload = Encoding.UTF8.GetBytes(payload),
                    });
                    shown++;
                }
            }
        }

        return shown;
    }
}
