using Detector.Kafka.Sources;

namespace Detector.Kafka.Tests.Sources;

public sealed class ConsumerStatisticsTests
{
    [Theory]
    [InlineData("""{"a":{"state":"DOWN"},"b":{"state":"UP"}}""", true)]
    [InlineData("""{"a":{"state":"DOWN"},"b":{"state":"TRY_CONNECT"}}""", false)]
    [InlineData("{}", false)]
    public void OneBrokerThatIsUpIsEnough(string brokers, bool isConnected) =>
        Assert.Equal(isConnected, ConsumerStatistics.Parse($$$"""{"brokers":{{{brokers}}},"topics":{}}""", (_, _) => true).IsConnected);

    [Theory]
    [InlineData(100, 70, 50, 60, 30)] // read up to 70
    [InlineData(100, -1001, 50, 60, 50)] // nothing read yet, 50 committed
    [InlineData(100, -1001, -1001, 60, 40)] // nothing committed, reading from 60
    [InlineData(100, 101, 50, 60, 0)] // the end is older than the position
    [InlineData(-1001, 70, 50, 60, null)] // the end is not known
    [InlineData(100, -1001, -1001, -1001, null)] // the position is not known
    public void TheLagIsFromThePositionToTheEnd(long end, long read, long committed, long next, int? lag)
    {
        string partition = $"\"partition\":3,\"hi_offset\":{end},\"app_offset\":{read},\"committed_offset\":{committed},"
            + $"\"next_offset\":{next},\"lo_offset\":-1001,\"fetchq_cnt\":0";
        string json = "{\"brokers\":{},\"topics\":{\"t\":{\"partitions\":{\"3\":{" + partition + "}}}}}";
        Assert.Equal(
            lag is { } value ? [new PartitionLag("t", 3, value)] : [],
            ConsumerStatistics.Parse(json, (topic, number) => (topic, number) == ("t", 3)).Lags);
        Assert.Empty(ConsumerStatistics.Parse(json, (_, _) => false).Lags);
    }
}
