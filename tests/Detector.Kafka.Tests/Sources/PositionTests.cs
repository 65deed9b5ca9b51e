using System.Diagnostics;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources;

/// <summary>Where a source starts, and what it does and says where its position moves by itself; on a real broker.</summary>
public sealed class PositionTests(Brokers brokers)
{
    private readonly string _topic = $"position-{Guid.NewGuid():N}";
    private readonly FakeStarts _starts = new();

    [Theory, InlineData(StartFrom.Earliest), InlineData(StartFrom.Latest)]
    public void WhatRetentionRemovedUnreadIsSaidAndCountedAndTheRestIsRead(StartFrom start)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        using (SourceProbe first = Probe(bootstrap, start))
        {
            first.RunUntil(() => first.Assigned.Count == 4);
            Write(bootstrap, 0, 100);
            first.RunUntil(() => first.Received.Count == 40);
            first.Source.Close();
        }

        KafkaTopics.DeleteRecords(bootstrap, _topic, 1, 70);
        using SourceProbe second = Probe(bootstrap, start);
        second.RunUntil(() => second.Received.Count == 30);

        Assert.Equal(Enumerable.Range(70, 30), Numbers(second));
        Assert.Equal([new PositionJump(_topic, 1, JumpReason.Retention, 30)], second.Jumps);
        Assert.Contains("30 events that were not read; reading goes on at offset 70 instead of 40",
            Assert.Single(second.Log.Warnings), StringComparison.Ordinal);
        second.Source.Close();
    }

    [Fact]
    public void WhatRetentionRemovedIsSaidWhereNoEventIsLeft()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        using (SourceProbe first = Probe(bootstrap))
        {
            Write(bootstrap, 0, 100);
            first.RunUntil(() => first.Received.Count == 40);
            first.Source.Close();
        }

        KafkaTopics.DeleteRecords(bootstrap, _topic, 1, 100);
        using SourceProbe second = Probe(bootstrap);
        second.RunUntil(() => second.Jumps.Count > 0);
        Write(bootstrap, 100, 10);
        second.RunUntil(() => second.Received.Count == 10);
        Assert.Equal([new PositionJump(_topic, 1, JumpReason.Retention, 60)], second.Jumps); // once
        second.Source.Close();
    }

    /// <summary>What is read again, from before what is committed, moves no position, and is not missed where it is gone.</summary>
    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void WhatIsReadAgainIsNeitherCommittedNorMissed(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        KafkaTopics.AwaitTopic(bootstrap, _topic);
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Range(0, 300).Select(
            i => TestMessage.Of($"{i}") with { Partition = 1, TimestampMs = 1_700_000_000_000 + i }));
        using (SourceProbe first = Probe(bootstrap, protocol: protocol))
        {
            first.RunUntil(() => first.Received.Count == 300);
            first.Source.Close();
        }

        KafkaTopics.DeleteRecords(bootstrap, _topic, 1, 100);
        var asked = new List<long>();
        using SourceProbe second = Probe(bootstrap, protocol: protocol, stores: false);
        second.Begins = (partition, next) =>
        {
            asked.Add(partition.Partition == 1 ? next : -2);
            return partition.Partition == 1 ? 50 : next;
        };
        second.AtOnce = 70;
        second.RunUntil(() => second.Received.Count == 200);
        Assert.Equal((300, 3), (asked.Max(), asked.Count(next => next == -2)));
        Assert.Equal(280, second.Source.OffsetAt(new(0, 1), 1_700_000_000_280));
        Assert.Equal(long.MaxValue, second.Source.OffsetAt(new(0, 1), 1L << 42));
        second.Source.Seek(new(0, 1), 250);
        second.RunUntil(() => second.Received.Count == 250);
        Write(bootstrap, 300, 10);
        second.RunUntil(() => second.Received.Count == 260 && second.PassedOffsets.GetValueOrDefault(1) == 310);

        Assert.Equal([.. Enumerable.Range(100, 200), .. Enumerable.Range(250, 60)], Numbers(second));
        Assert.Empty(second.Jumps);
        second.Source.Close();
        Assert.Equal(300, KafkaTopics.Committed(bootstrap, $"g-{_topic}", _topic, 1));
    }

    [Theory]
    [InlineData(GroupProtocol.Classic, 50), InlineData(GroupProtocol.Consumer, 50)]
    [InlineData(GroupProtocol.Classic, 250), InlineData(GroupProtocol.Consumer, 250)] // longer than the old one: the old position is there
    public void ATopicThatWasMadeAnewIsReadFromItsBeginning(GroupProtocol protocol, int events)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        using SourceProbe probe = Probe(bootstrap, StartFrom.Latest, protocol);
        probe.AtOnce = 30;
        probe.RunUntil(() => probe.Assigned.Count == 4);
        Write(bootstrap, 0, 100);
        probe.RunUntil(() => probe.Received.Count == 100);

        KafkaTopics.MakeAnew(bootstrap, _topic);
        Write(bootstrap, 1000, events);
        probe.RunUntil(() => Numbers(probe).Where(n => n >= 1000).Distinct().Count() == events && probe.Received[^1].Offset == events - 1);

        Assert.Single(probe.Jumps, new PositionJump(_topic, 1, JumpReason.Recreated, 0));
        Assert.Single(probe.Log.Warnings, line => line.StartsWith($"{_topic}/1 begins again", StringComparison.Ordinal));
        Assert.Contains(probe.LostPartitions.Concat(probe.RevokedPartitions),
            partition => partition.Partition == 1); // what was read of the old one is forgotten
        probe.Source.Close();
        Assert.Equal(events, KafkaTopics.Committed(bootstrap, $"g-{_topic}", _topic, 1));
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void OneThatStopsAsItsTopicIsMadeAnewEndsInTimeAndLeavesNoOldPosition(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        using (SourceProbe first = Probe(bootstrap, StartFrom.Earliest, protocol, stores: false))
        {
            Write(bootstrap, 0, 100);
            first.RunUntil(() => first.Received.Count == 100);
            first.RunUntil(() => first.Source.Lags.Count > 0); // it has looked at its topics

            KafkaTopics.MakeAnew(bootstrap, _topic);
            Write(bootstrap, 1000, 200);
            first.OnRevoking = _ => first.Source.StoreOffset(new(0, 1), 100); // what was in flight
            var clock = Stopwatch.StartNew();
            first.Source.Close();
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
        }

        using SourceProbe second = Probe(bootstrap, StartFrom.Earliest, protocol);
        second.RunUntil(() => second.Received.Count == 200);
        Assert.Equal(Enumerable.Range(1000, 200), Numbers(second));
        second.Source.Close();
    }

    [Theory, InlineData(GroupProtocol.Classic, true), InlineData(GroupProtocol.Consumer, false)]
    public void LatestLeavesOutWhatWasThereAtTheGroupsFirstStartAndNothingElse(GroupProtocol protocol, bool isNoted)
    {
        _starts.IsForgetful = !isNoted;
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        Write(bootstrap, 0, 100);
        using (SourceProbe first = Probe(bootstrap, StartFrom.Latest, protocol))
        using (SourceProbe other = Probe(bootstrap, StartFrom.Latest, protocol))
        {
            first.RunUntil(() => other.Step() ? first.Assigned.Count == 2
                && other.Assigned.Count == 2 : first.Assigned.Count == 2 && other.Assigned.Count == 2);
            first.Source.Close();
            other.Source.Close(); // without having read anything
        }

        // While nobody reads: events where there were some, where there were none, and in a partition that is new.
        KafkaTopics.AddPartitions(bootstrap, _topic, 5);
        Write(bootstrap, 100, 10);
        Write(bootstrap, 200, 10, partition: 0);
        Write(bootstrap, 300, 10, partition: 4);
        using SourceProbe second = Probe(bootstrap, StartFrom.Latest, protocol);
        second.RunUntil(() => second.Received.Count == 30);
        KafkaTopics.AddPartitions(bootstrap, _topic, 6);
        Write(bootstrap, 400, 10, partition: 5);
        second.RunUntil(() => second.Received.Count == 40);

        Assert.Equal(
            [.. Enumerable.Range(100, 10), .. Enumerable.Range(200, 10), .. Enumerable.Range(300, 10), .. Enumerable.Range(400, 10)],
            Numbers(second).Order());
        Assert.Empty(second.Jumps);
        Assert.Empty(second.Log.Warnings);
        second.Source.Close();
    }

    /// <summary>
    /// The broker forgets a group together with its last topic: then only what was noted tells that this is no first start.
    /// </summary>
    [Fact]
    public async Task LatestSkipsNothingWhereItsOnlyTopicWasMadeAnewMeanwhile()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        _starts.Refusal = new UnauthorizedAccessException("read-only");
        using (SourceProbe first = Probe(bootstrap, StartFrom.Latest))
        {
            first.RunUntil(() => first.Assigned.Count == 4);
            Assert.Contains("could not be noted", Assert.Single(first.Log.Warnings), StringComparison.Ordinal);
            first.Source.Close();
        }

        _starts.Refusal = null;
        using (SourceProbe second = Probe(bootstrap, StartFrom.Latest))
        {
            second.RunUntil(() => second.Assigned.Count == 4); // now it is noted, as the group has positions
            second.Source.Close();
        }

        KafkaTopics.MakeAnew(bootstrap, _topic);
        await Eventually.Holds(() => KafkaTopics.Committed(bootstrap, $"g-{_topic}", _topic, 1) < 0, "the broker forgets the group");
        Write(bootstrap, 1000, 10);
        using SourceProbe third = Probe(bootstrap, StartFrom.Latest);
        third.RunUntil(() => third.Received.Count == 10);

        Assert.Equal(Enumerable.Range(1000, 10), Numbers(third));
        Assert.Contains($"forgotten the positions of group 'g-{_topic}'", Assert.Single(third.Log.Warnings), StringComparison.Ordinal);
        third.Source.Close();
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void OneOfTwoTopicsThatIsMissingIsSaidAndReadFromItsBeginningWhenItComes(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        string late = $"{_topic}-late";
        Write(bootstrap, 0, 100);
        using SourceProbe probe = Probe(bootstrap, StartFrom.Latest, protocol, late);
        probe.RunUntil(() => probe.Assigned.Count == 4 && probe.Source.MissingTopics.Count > 0 && probe.Source.Problem is not null);
        Assert.Equal([late], probe.Source.MissingTopics);
        Assert.Contains(late, probe.Source.Problem, StringComparison.Ordinal);
        Assert.Contains(late, Assert.Single(probe.Log.Warnings), StringComparison.Ordinal);
        Write(bootstrap, 100, 10);
        probe.RunUntil(() => probe.Received.Count == 10);

        KafkaTopics.Create(bootstrap, late);
        KafkaTopics.Write(bootstrap, late, Enumerable.Range(200, 10).Select(i => TestMessage.Of($"{i}")));
        probe.RunUntil(() => probe.Received.Count == 20 && probe.Source.Problem is null);
        Assert.Empty(probe.Source.MissingTopics);
        Assert.Equal([.. Enumerable.Range(100, 10), .. Enumerable.Range(200, 10)], Numbers(probe).Order());
        probe.Source.Close();
    }

    private SourceProbe Probe(
        string bootstrap, StartFrom start = StartFrom.Earliest, GroupProtocol protocol = GroupProtocol.Classic,
        string? other = null, bool stores = true) =>
        new(new SourceSettings
        {
            Bootstrap = bootstrap,
            Topics = other is null ? [_topic] : [_topic, other],
            Group = $"g-{_topic}",
            GroupProtocol = protocol,
            SessionTimeout = protocol == GroupProtocol.Classic ? TimeSpan.FromSeconds(4) : null,
            StartFrom = start,
        }, starts: _starts) { StoresAtOnce = stores };

    private void Write(string bootstrap, int first, int count, int partition = 1) =>
        KafkaTopics.Write(
            bootstrap, _topic, Enumerable.Range(first, count).Select(i => TestMessage.Of($"{i}") with { Partition = partition }));

    private static IEnumerable<int> Numbers(SourceProbe probe) => probe.Received.Select(m => int.Parse(m.ValueText!));

    private sealed class FakeStarts : IGroupStarts
    {
        public List<(string Cluster, string Group)> Noted { get; } = [];

        public Exception? Refusal { get; set; }

        public bool IsForgetful { get; set; }

        public bool Has(string cluster, string group) => !IsForgetful && Noted.Contains((cluster, group));

        public void Note(string cluster, string group)
        {
            if (Refusal is not null)
            {
                throw Refusal;
            }

            Assert.NotEmpty(cluster);
            Noted.Add((cluster, group));
        }
    }
}
