using Detector.Core.Offsets;
using Detector.Kafka.Sources;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources;

/// <summary>What becomes of messages that are here, and of one that the client's own call takes, when partitions move.</summary>
public sealed class MessageReaderTests(Brokers brokers) : IDisposable
{
    private static readonly TopicPartition Empty = new(0, 0);
    private static readonly TopicPartition Full = new(0, 1);

    private readonly string _topic = $"reader-{Guid.NewGuid():N}";
    private ReaderProbe? _probe;

    public void Dispose() => _probe?.Dispose();

    [Fact]
    public void APartitionThatBeginsAgainCostsTheOthersNoEventAndDoublesNone()
    {
        ReaderProbe probe = Reading(200);
        int turn = 0;
        while (probe.Received.Count < 200)
        {
            if (turn++ % 5 == 0) // the first time, before anything was read
            {
                probe.Assignment.BeginAgain([Empty]);
            }

            probe.ReadUntil(() => true, most: 7);
        }

        Assert.Equal(Enumerable.Range(0, 200).Select(i => (1, (long)i)), probe.Received);
        Assert.Empty(probe.Jumps);
        Assert.True(probe.Spy.Calls.Count(call => call == "Seek") > 3, "the client's own call has taken events that were read again");
    }

    [Fact]
    public void WhatIsHereOfATopicThatWasMadeAnewIsNotReadAndItBeginsAgain()
    {
        ReaderProbe probe = Reading(50);
        probe.ReadUntil(() => probe.Received.Count >= 20);
        int before = probe.Received.Count;
        probe.Told.Clear();
        probe.Commit(1, before);

        IReadOnlyList<TopicPartition> again = probe.Positions.BeginAgain(_topic, [Full]);
        Assert.Equal([Full], again);
        probe.Assignment.BeginAgain(again);
        probe.ReadUntil(() => probe.Received.Count >= before + 50);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (1, (long)i)), probe.Received.Skip(before));
        Assert.Equal(["lost 1", "begin 1 at 0", "assigned 1"], probe.Told);
        Assert.Equal([JumpReason.Recreated], probe.Jumps.Select(jump => jump.Reason));
        Assert.Equal(0, probe.Committed(1));

        // Said once, though every member says so.
        Assert.Empty(probe.Positions.BeginAgain(_topic, [Full]));
    }

    [Fact]
    public void WhatIsHereOfAPartitionThatGoesIsNotRead()
    {
        ReaderProbe probe = Reading(5);
        AllAreHereUnread(probe);
        probe.Revoke(1);
        Assert.Equal(0, probe.Read(10));
        Assert.Equal(0, probe.Read(10));
        Assert.Empty(probe.Received);
        Assert.Equal("revoking 1", probe.Told[^1]);
    }

    [Fact]
    public void WhatIsHereBeforeAnotherOffsetIsSoughtIsNotRead()
    {
        ReaderProbe probe = Reading(5);
        AllAreHereUnread(probe);
        probe.Reader.Seek(Full, 3);
        probe.ReadUntil(() => probe.Received.Count >= 2);
        Assert.Equal([(1, 3L), (1, 4L)], probe.Received);
        Assert.Empty(probe.Jumps);
    }

    [Fact]
    public void APartitionThatIsGainedWhileReadingIsPausedIsPausedToo()
    {
        ReaderProbe probe = Reading(5, assigns: false);
        probe.Reader.Pause();
        probe.Assign(0, 1);
        probe.Spy.Calls.Clear();
        Assert.Equal(0, probe.Read(10));
        Assert.Contains("Pause", probe.Spy.Calls);
        probe.Reader.Resume();
        probe.ReadUntil(() => probe.Received.Count == 5);
    }

    [Fact]
    public void WhatACallbackThrowsComesOutOfTheRead()
    {
        ReaderProbe probe = Reading(5);
        probe.OnStatistics = _ => throw new InvalidOperationException("the stream has failed");
        var error = Assert.Throws<InvalidOperationException>(() => probe.ReadUntil(() => false));
        Assert.Equal("the stream has failed", error.Message);
    }

    /// <summary>What the client makes of an assignment it says in its own call only.</summary>
    [Fact]
    public void WhereTheClientDidNotTakeItsPartitionsOverItIsAskedWhy()
    {
        ReaderProbe probe = Reading(5, assigns: false);
        probe.Assignment.OnAssigned([probe.Of(0), probe.Of(1)]);
        probe.Spy.Calls.Clear();
        Assert.Equal(0, probe.Read(10));
        Assert.Contains("Consume", probe.Spy.Calls);

        probe.Assign(0, 1);
        probe.Spy.Calls.Clear();
        probe.ReadUntil(() => probe.Received.Count == 5);
        Assert.DoesNotContain("Consume", probe.Spy.Calls);
    }

    // All in the second of two partitions.
    private ReaderProbe Reading(int events, bool assigns = true)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Range(0, events).Select(i => TestMessage.Of($"{i}") with { Partition = 1 }));
        _probe = new ReaderProbe(bootstrap, _topic);
        if (assigns)
        {
            _probe.Assign(0, 1);
        }

        return _probe;
    }

    // The first partition begins again as they come: they are here, and none is handed out.
    private static void AllAreHereUnread(ReaderProbe probe)
    {
        Assert.True(SpinWait.SpinUntil(
            () => probe.Client.GetWatermarkOffsets(probe.Of(1)).High == 5, TimeSpan.FromSeconds(30)), "they have been fetched");
        probe.Assignment.BeginAgain([Empty]);
        Assert.Equal(0, probe.Read(10));
    }
}
