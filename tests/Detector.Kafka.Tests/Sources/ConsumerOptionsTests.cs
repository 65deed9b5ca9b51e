using Confluent.Kafka;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;

namespace Detector.Kafka.Tests.Sources;

public sealed class ConsumerOptionsTests
{
    [Theory, InlineData(1, 1024, 8192), InlineData(32, 32_768, 262_144), InlineData(1024, 1_048_576, 8_388_608)]
    public void AFetchBringsASmallPartOfWhatIsKept(int megabytes, int kilobytesKept, int bytesFetched)
    {
        ConsumerConfig options = ConsumerOptions.Of(new SourceSettings { Bootstrap = "b", Topics = ["t"], PrefetchMegabytes = megabytes }, "s");
        Assert.Equal(
            (kilobytesKept, bytesFetched, bytesFetched), (options.QueuedMaxMessagesKbytes, options.FetchMaxBytes, options.MaxPartitionFetchBytes));
        using IConsumer<Ignore, Ignore> taken = new ConsumerBuilder<Ignore, Ignore>(options).SetLogHandler((_, _) => { }).Build(); // librdkafka has rules of its own
    }

    [Fact]
    public void TheUsersOwnOptionsWin()
    {
        var settings = new SourceSettings { Bootstrap = "b", Topics = ["t"], Options = new Dictionary<string, string> { ["fetch.max.bytes"] = "4000000" } };
        Assert.Equal(4_000_000, ConsumerOptions.Of(settings, "s").FetchMaxBytes);
    }

    [Theory, InlineData(StartFrom.Earliest), InlineData(StartFrom.Latest)]
    public void WhateverMovesAPositionTheClientGoesOnWithTheOldestEventThatIsThere(StartFrom start) => Assert.Equal(
        AutoOffsetReset.Earliest, ConsumerOptions.Of(new SourceSettings { Bootstrap = "b", Topics = ["t"], StartFrom = start }, "s").AutoOffsetReset);
}
