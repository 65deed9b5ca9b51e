using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Streams.Tests.State;

/// <summary>A topic and the group that reads it: what is in each partition, what is committed, and who has it.</summary>
internal sealed class FakeTopic(FakeEvent[][] partitions)
{
    public Lock Gate { get; } = new();

    public FakeEvent[][] Partitions => partitions;

    public long[] Committed { get; } = [.. partitions.Select(_ => -1L)];

    /// <summary>The oldest offset that is there.</summary>
    public long[] Low { get; } = [.. partitions.Select(_ => 0L)];

    /// <summary>Whose each partition is to be; -1: nobody's.</summary>
    public int[] Wanted { get; } = [.. partitions.Select(_ => -1)];

    /// <summary>Whose each partition is.</summary>
    public int[] Owner { get; } = [.. partitions.Select(_ => -1)];

    public long End(int partition) => partitions[partition].Length == 0 ? 0 : partitions[partition][^1].Offset + 1;

    /// <summary>The latest time of an event that any member was given.</summary>
    public long LatestMs { get; set; } = long.MinValue;

    public static TopicPartition Name(int partition) => new(0, partition);

    /// <summary>The events as if they were forwarded, from two partitions, one of which begins again a few times where it was a while ago.
    /// </summary>
    public static IEnumerable<FakeEvent> Forward(FakeEvent[] events, Random random)
    {
        var sent = new List<FakeEvent>();
        foreach (FakeEvent e in events)
        {
            sent.Add(e with { Origin = new("cards", random.Next(2), e.Offset) });
            if (random.Next(100) == 0)
            {
                FakeEvent[] again = [.. sent.TakeLast(1 + random.Next(60)).Where(one => one.Origin!.Value.Partition == 0)];
                sent.AddRange(again);
            }
        }

        return sent.Select((e, i) => e with { Offset = i });
    }
}

/// <summary>A message of a topic.</summary>
internal sealed record FakeEvent(long Offset, long QueuedMs, byte[] Payload)
{
    /// <summary>Its own time.</summary>
    public long TimeMs { get; init; }

    /// <summary>Where it was forwarded from.</summary>
    public EventOrigin? Origin { get; init; }
}
