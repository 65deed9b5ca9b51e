using Confluent.Kafka;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;

namespace Detector.Kafka.Tests.Sources;

public sealed class ConsumerOptionsTests
{
    [Theory, InlineData(1, 1024, 16_384), InlineData(32, 32_768, 65_536), InlineData(1024, 1_048_576, 2_097_152)]
    public void AFetchBringsASmallPartOfWhatIsKept(int megabytes, int kilobytesKept, int bytesFetched)
    {
        ConsumerConfig options = ConsumerOptions.Of(
            new SourceSettings { Bootstrap = "b", Topics = ["t"], PrefetchMegabytes = megabytes }, "s");
        Assert.Equal(
            (kilobytesKept, bytesFetched, bytesFetched),
            (options.QueuedMaxMessagesKbytes, options.FetchMaxBytes, options.MaxPartitionFetchBytes));
        using IConsumer<Ignore, Ignore> taken = new ConsumerBuilder<Ignore, Ignore>(options)
            .SetLogHandler((_, _) => { }).Build(); // librdkafka has rules of its own
    }

    [Fact]
    public void TheUsersOwnOptionsWin()
    {
        var settings = new SourceSettings { Bootstrap = "b", Topics = ["t"],
            Options = new Dictionary<string, string> { ["fetch.max.bytes"] = "4000000" } };
        Assert.Equal(4_000_000, ConsumerOptions.Of(settings, "s").FetchMaxBytes);
    }

    [Fact]
    public void AFetchMayBeSmallerThanTheOwnOne() => Assert.Empty(ClientCheck.Problems(
        "s",
        new SourceSettings { Bootstrap = "b", Topics = ["t"], Options = new Dictionary<string, string> { ["fetch.max.bytes"] = "1000" } },
        new SinkSettings { Topic = "a" }));

    [Theory, InlineData(StartFrom.Earliest), InlineData(StartFrom.Latest)]
    public void WhateverMovesAPositionTheClientGoesOnWithTheOldestEventThatIsThere(StartFrom start) => Assert.Equal(
        AutoOffsetReset.Earliest,
        ConsumerOptions.Of(new SourceSettings { Bootstrap = "b", Topics = ["t"], StartFrom = start }, "s").AutoOffsetReset);
}
