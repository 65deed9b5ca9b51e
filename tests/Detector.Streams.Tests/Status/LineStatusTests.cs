using Detector.Streams.Status;

namespace Detector.Streams.Tests.Status;

public sealed class LineStatusTests
{
    [Theory]
    [InlineData(true, 2, "", "")]
    [InlineData(true, 0, "", "assignment")]
    [InlineData(false, 0, "", "broker,assignment")]
    [InlineData(false, 2, "", "broker")]
    [InlineData(true, 0, "cards", "topic cards")] // that it has no partition is its consequence
    [InlineData(true, 2, "cards", "topic cards")] // one of two
    public void WhatIsMissingIsTheCause(bool isConnected, int partitions, string topic, string missing)
    {
        var line = new LineStatus { BrokerConnected = isConnected, AssignedPartitions = partitions,
            MissingTopics = topic.Length > 0 ? [topic] : [] };
        Assert.Equal(missing, string.Join(',', line.Missing));
    }
}
