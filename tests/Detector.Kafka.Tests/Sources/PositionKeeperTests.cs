using Confluent.Kafka;
using Detector.Kafka.Sources;
using Detector.TestKit;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Tests.Sources;

/// <summary>Positions at moments that a real group comes to by chance only.</summary>
public sealed class PositionKeeperTests(Brokers brokers) : IDisposable
{
    private static readonly TopicPartition Partition = new(0, 1);

    private readonly string _topic = $"keeper-{Guid.NewGuid():N}";
    private ReaderProbe? _probe;

    public void Dispose() => _probe?.Dispose();

    /// <summary>A member that has not noticed yet may commit a position of the old topic after it was made anew.</summary>
    [Fact]
    public void WhatAnotherCommittedJustAfterATopicWasMadeAnewIsNotWhereItGoesOn()
    {
        ReaderProbe probe = Probe();
        Assert.Empty(probe.Positions.BeginAgain(_topic, []));
        probe.Commit(1, 100);
        Assert.Equal(0, Start());
        Assert.Equal(0, probe.Committed(1));
        Assert.Equal([JumpReason.Recreated], probe.Jumps.Select(jump => jump.Reason));

        // What is committed after that is of the new one; and of a topic that was made anew long ago.
        probe.Commit(1, 7);
        Assert.Equal(Offset.Unset, Start());
        probe.Positions.BeginAgain(_topic, []);
        probe.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(Offset.Unset, Start());
        Assert.Equal(7, probe.Committed(1));
    }

    [Fact]
    public void NoMoreIsSaidToBeGoneThanIsBetweenTwoEvents()
    {
        ReaderProbe probe = Probe();
        probe.Spy.Ends = new WatermarkOffsets(50, 100); // later than the event that is at hand
        Assert.True(probe.Positions.Take(Partition, 0));
        Assert.True(probe.Positions.Take(Partition, 6));
        Assert.Equal([new PositionJump(_topic, 1, JumpReason.Retention, 5)], probe.Jumps);
    }

    [Fact]
    public void APartitionThatComesBackGoesOnWhereItsOtherOwnerWas()
    {
        ReaderProbe probe = Probe();
        probe.Spy.Ends = new WatermarkOffsets(40, 100);
        Start();
        Assert.True(probe.Positions.Take(Partition, 0));
        probe.Commit(1, 50);
        Start();
        Assert.True(probe.Positions.Take(Partition, 50));
        Assert.Empty(probe.Jumps);
    }

    /// <summary>The lag of what is another member's now is not this one's, from that moment on.</summary>
    [Fact]
    public void ALagGoesWithItsPartition()
    {
        ReaderProbe probe = Probe();
        probe.Assignment.OnAssigned([probe.Of(0), probe.Of(1)]);
        probe.Assignment.OnStatistics($$"""
            {"brokers": {}, "topics": {"{{_topic}}": {"partitions": {"0": {{Partition0}}, "1": {{Partition0.Replace("0,", "1,")}} } } } }
            """);
        Assert.Equal([0, 1], probe.Assignment.Lags.Select(lag => lag.Partition).Order());
        probe.Assignment.OnRevoked([new TopicPartitionOffset(probe.Of(1), Offset.Unset)]);
        Assert.Equal([0], probe.Assignment.Lags.Select(lag => lag.Partition));
    }

    private static string Partition0 => """
        {"partition": 0, "hi_offset": 9, "lo_offset": 2, "app_offset": 4, "committed_offset": 4, "next_offset": 5, "fetchq_cnt": 1}
        """;

    private ReaderProbe Probe() => _probe = new ReaderProbe(brokers.WithTopic(BrokerKind.Real, _topic), _topic);

    private Offset Start() => _probe!.Positions.Start([_probe.Of(1)], _probe).Single().Offset;
}
