using System.Diagnostics;
using System.Text;
using Detector.Core.Sources;
using Detector.Kafka.History;
using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests.History;

public sealed class SideTopicTests(Brokers brokers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _topic = $"side-{Guid.NewGuid():N}";
    private readonly List<string> _read = [];

    /// <summary>
    /// What is there when it is asked is read, in the order of each partition; what is read already is not, but after a rewind.
    /// </summary>
    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public void ItIsReadToItsEndAndAgainFromWhereItIsRewoundTo(BrokerKind kind)
    {
        string bootstrap = brokers.WithTopic(kind, _topic);
        using SideTopic topic = Topic(bootstrap, new TestLog());
        Assert.Empty(ReadToEnd(topic));
        Write(bootstrap, 0, 6);

        Assert.Equal(["0", "1", "2", "3", "4", "5"], ReadToEnd(topic).Order());
        Assert.Empty(ReadToEnd(topic));
        Write(bootstrap, 6, 1);
        Assert.Equal(["6"], ReadToEnd(topic));

        topic.Rewind(new Dictionary<int, long> { [0] = 1, [1] = 9 });
        Assert.Equal(["2", "4", "6"], ReadToEnd(topic));
        topic.Rewind(new Dictionary<int, long>());
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], ReadToEnd(topic).Order());
        Assert.Null(topic.Problem);
    }

    /// <summary>A broker answers a client's requests in turn, and a fetch that finds nothing new takes half a second.</summary>
    [Fact]
    public void ToAskWhereItEndsWaitsForNoFetch()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        Write(bootstrap, 0, 2);
        using SideTopic topic = Topic(bootstrap, new TestLog());
        Assert.Equal(2, ReadToEnd(topic).Count);

        var clock = Stopwatch.StartNew();
        for (int i = 0; i < 20; i++)
        {
            Assert.Empty(ReadToEnd(topic));
        }

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5); // ten where each waits for one
    }

    [Fact]
    public void AMissingTopicIsSaidAndATopicMadeAnewIsReadFromItsBeginning()
    {
        var log = new TestLog();
        string bootstrap = brokers.Bootstrap(BrokerKind.Real);
        using SideTopic topic = Topic(bootstrap, log);
        Assert.False(topic.IsThere());
        Assert.False(topic.ReadToEnd((in EventView _) => { }, TimeSpan.Zero));
        Assert.Contains(_topic, topic.Problem);

        KafkaTopics.Create(bootstrap, _topic, 2);
        Assert.True(SpinWait.SpinUntil(topic.IsThere, Patience));
        Write(bootstrap, 0, 4);
        Assert.Equal(4, ReadToEnd(topic).Count);

        KafkaTopics.MakeAnew(bootstrap, _topic, 2);
        Write(bootstrap, 7, 1);
        Assert.Equal(["7"], ReadToEnd(topic));
        Assert.Contains(log.Warnings, line => line.Contains("it was made anew", StringComparison.Ordinal));
    }

    private void Write(string bootstrap, int from, int count) => KafkaTopics.Write(
        bootstrap, _topic, Enumerable.Range(from, count).Select(i => TestMessage.Of($"{i}", "k") with { Partition = i % 2 }));

    private List<string> ReadToEnd(SideTopic topic)
    {
        _read.Clear();
        Assert.True(SpinWait.SpinUntil(
            () => topic.ReadToEnd((in EventView message) => _read.Add(Encoding.UTF8.GetString(message.Payload)), TimeSpan.FromSeconds(5)),
            Patience));
        return [.. _read];
    }

    private SideTopic Topic(string bootstrap, TestLog log) =>
        new(new SourceSettings { Bootstrap = bootstrap, Topics = ["events"] }, _topic, "cards", log, TimeProvider.System);
}
