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
}

/// <summary>A message of a topic.</summary>
internal sealed record FakeEvent(long Offset, long QueuedMs, byte[] Payload)
{
    /// <summary>Its own time.</summary>
    public long TimeMs { get; init; }

    /// <summary>Where it was forwarded from.</summary>
    public EventOrigin? Origin { get; init; }
}
