using System.Text.Json;

namespace Detector.Kafka.Clients;

/// <summary>What every client of ours takes from the statistics that librdkafka sends every few seconds (see its STATISTICS.md).</summary>
internal static class BrokerStatistics
{
    public const int IntervalMs = 5000;

    public static bool IsAnyUp(JsonElement statistics) =>
        statistics.TryGetProperty("brokers", out JsonElement brokers)
        && brokers.EnumerateObject().Any(broker => broker.Value.GetProperty("state").ValueEquals("UP"));

    /// <summary>Whether a producer may send: a broker is up and has given it an identity, which takes a permission.</summary>
    public static bool MaySend(string json)
    {
        using JsonDocument statistics = JsonDocument.Parse(json);
        return IsAnyUp(statistics.RootElement)
            && statistics.RootElement.TryGetProperty("eos", out JsonElement identity)
            && identity.GetProperty("idemp_state").ValueEquals("Assigned");
    }
}
