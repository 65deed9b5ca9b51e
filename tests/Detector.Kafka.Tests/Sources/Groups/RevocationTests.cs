using System.Text.RegularExpressions;
using Detector.Core.Offsets;
using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources.Groups;

/// <summary>What becomes of partitions that go to another member, asked for or not.</summary>
public sealed class RevocationTests(Brokers brokers) : GroupTests
{
    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void AMemberThatIsTooSlowLosesItsPartitionsAndStoresNothingMore(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        Write(bootstrap, 0, 40);
        using SourceProbe slow = Member(bootstrap, protocol, settings =>
            settings with { MaxPollInterval = TimeSpan.FromSeconds(4) }, stores: false);
        slow.RunUntil(() => slow.Received.Count == 40);
        TopicPartition[] all = [.. slow.Assigned.OrderBy(p => p.Partition)];

        using SourceProbe other = Member(bootstrap, protocol);
        other.RunUntil(() => other.Assigned.Count == 4 && other.Received.Count == 40);
        StoreLate();

        // What it was asked for in the meantime it gives up, late; the rest is lost. Each partition goes once, in one of the two ways.
        slow.RunUntil(() => slow.Assigned.Count == 0);
        StoreLate();
        Assert.Equal(all, slow.LostPartitions.Concat(slow.RevokedPartitions).OrderBy(p => p.Partition));
        Assert.NotEmpty(slow.LostPartitions);
        Assert.Equal(0, slow.Source.AssignedPartitions);
        slow.Source.Close();
        other.Source.Close();

        Assert.Equal(Enumerable.Range(0, 40), other.Received.Select(m => int.Parse(m.ValueText!)).Order());
        Assert.All(all, p => Assert.Equal(10, KafkaTopics.Committed(bootstrap, $"g-{Topic}", Topic, p.Partition)));

        void StoreLate() => Array.ForEach(all, partition => slow.Source.StoreOffset(partition, 3));
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void WhatIsFinishedWhilePartitionsGoIsNotReadAgain(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        Write(bootstrap, 0, 400);
        using SourceProbe first = Member(bootstrap, protocol, stores: false);
        first.RunUntil(() => first.Received.Count == 400);
        first.OnRevoking = going =>
        {
            foreach (TopicPartition partition in going)
            {
                first.Source.StoreOffset(partition, 100);
            }
        };

        using SourceProbe second = Member(bootstrap, protocol);
        RunUntil(() => first.Assigned.Count == 2 && second.Assigned.Count == 2, first, second);
        Assert.Equal(second.Assigned, first.RevokedPartitions.ToHashSet());
        Write(bootstrap, 400, 40);
        RunUntil(() => first.Received.Count == 420 && second.Received.Count >= 20, first, second);
        Assert.Equal(Enumerable.Range(0, 440), first.Received.Concat(second.Received).Select(m => int.Parse(m.ValueText!)).Order());
    }

    [Fact]
    public async Task WhatIsHereUnreadOfPartitionsThatGoIsReadByTheirNextOwnerOnly()
    {
        const GroupProtocol protocol = GroupProtocol.Consumer; // the quicker one
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        var options = new Dictionary<string, string> { ["debug"] = "cgrp,fetch" };
        using SourceProbe first = Member(bootstrap, protocol, settings => settings with { Options = options });
        first.AtOnce = 500;
        first.RunUntil(() => first.Assigned.Count == 4);

        // It does not look until its queue holds all messages and, behind them, the word that partitions are to go: one read meets all.
        Write(bootstrap, 0, 400);
        await Logged("Enqueue (\\d+) message", 400);
        using SourceProbe second = Member(bootstrap, protocol);
        Task gaining = Task.Run(() => second.RunUntil(() => second.Assigned.Count == 2));
        await Logged("delegating incremental revoke of (\\d+) partition", 2);
        Assert.False(first.Step());
        Assert.Equal(2, first.RevokedPartitions.Count);
        first.RunUntil(() => gaining.IsCompleted);
        await gaining;
        RunUntil(() => first.Received.Count + second.Received.Count >= 400, first, second);

        Assert.Equal(Enumerable.Range(0, 400), first.Received.Concat(second.Received).Select(m => int.Parse(m.ValueText!)).Order());
        Assert.Equal(200, second.Received.Count);
        first.Source.Close();
        second.Source.Close();
        Assert.All(Enumerable.Range(0, 4), p => Assert.Equal(100, KafkaTopics.Committed(bootstrap, $"g-{Topic}", Topic, p)));

        async Task Logged(string pattern, int sum)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            IEnumerable<Match> found = first.Log.Lines.SelectMany(line => Regex.Matches(line.Text, pattern));
            while (found.Sum(match => int.Parse(match.Groups[1].ValueSpan)) < sum)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public async Task OneThatIsDisposedInTheMidstOfARebalanceEnds(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        SourceProbe first = Member(bootstrap, protocol);
        first.RunUntil(() => first.Assigned.Count == 4);
        using SourceProbe second = Member(bootstrap, protocol);

        // As where a stream fails while its partitions go: the client waits for an answer that does not come any more.
        first.OnRevoking = _ => throw new InvalidOperationException("the stream has failed");
        Assert.Throws<InvalidOperationException>(() => RunUntil(() => false, first, second));

        await Task.Run(first.Dispose).WaitAsync(TimeSpan.FromSeconds(60));
        second.RunUntil(() => second.Assigned.Count == 4);
    }
}
