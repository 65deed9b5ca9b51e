using Detector.Kafka.Clients;

namespace Detector.Kafka.Tests.Clients;

/// <summary>As in librdkafka's STATISTICS.md.</summary>
public sealed class BrokerStatisticsTests
{
    [Theory]
    [InlineData("""{"brokers":{"a:1/1":{"state":"DOWN"},"b:1/2":{"state":"UP"}},"eos":{"idemp_state":"Assigned"}}""", true)]
    [InlineData("""{"brokers":{"a:1/1":{"state":"UP"}},"eos":{"idemp_state":"WaitPID"}}""", false)]
    [InlineData("""{"brokers":{"a:1/1":{"state":"DOWN"}},"eos":{"idemp_state":"Assigned"}}""", false)]
    [InlineData("""{"brokers":{},"eos":{"idemp_state":"Init"}}""", false)]
    [InlineData("{}", false)]
    public void AProducerMaySendOnceABrokerHasGivenItAnIdentity(string json, bool may) =>
        Assert.Equal(may, BrokerStatistics.MaySend(json));
}
