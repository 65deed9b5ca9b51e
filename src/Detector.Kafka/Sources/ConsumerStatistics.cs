using System.Text.Json;
using Detector.Kafka.Clients;

namespace Detector.Kafka.Sources;

/// <summary>What a source takes from the statistics that librdkafka sends every few seconds.</summary>
/// <param name="IsConnected">Whether any broker is up.</param>
/// <param name="Lags">Partitions whose position and end are both known.</param>
/// <param name="Idle">Partitions of which nothing is on its way to the application: their oldest offset, where fetching has come as far as
/// that, and the one that is fetched next.</param>
internal sealed record ConsumerStatistics(
    bool IsConnected, IReadOnlyList<PartitionLag> Lags, IReadOnlyList<(string Topic, int Partition, long Low, long Next)> Idle)
{
    /// <param name="json">As described in librdkafka's STATISTICS.md.</param>
    /// <param name="isAssigned">Whether a partition is this consumer's; others linger in the statistics.</param>
    public static ConsumerStatistics Parse(string json, Func<string, int, bool> isAssigned)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        var lags = new List<PartitionLag>();
        var idle = new List<(string Topic, int Partition, long Low, long Next)>();
        if (root.TryGetProperty("topics", out JsonElement topics))
        {
            foreach (JsonProperty topic in topics.EnumerateObject())
            {
                foreach (JsonProperty partition in topic.Value.GetProperty("partitions").EnumerateObject())
                {
                    int number = partition.Value.GetProperty("partition").GetInt32();
                    if (!isAssigned(topic.Name, number))
                    {
                        continue;
                    }

                    if (Lag(partition.Value) is { } lag)
                    {
                        lags.Add(new PartitionLag(topic.Name, number, lag));
                    }

                    if (Ends(partition.Value) is { } ends)
                    {
                        idle.Add((topic.Name, number, ends.Low, ends.Next));
                    }
                }
            }
        }

        return new ConsumerStatistics(BrokerStatistics.IsAnyUp(root), lags, idle);
    }

    // The position is what was handed to the application; before the first message, what was committed.
    private static long? Lag(JsonElement partition)
    {
        long end = partition.GetProperty("hi_offset").GetInt64();
        long position = partition.GetProperty("app_offset").GetInt64();
        position = position >= 0 ? position : partition.GetProperty("committed_offset").GetInt64();
        position = position >= 0 ? position : partition.GetProperty("next_offset").GetInt64();
        return end >= 0 && position >= 0 ? Math.Max(0, end - position) : null;
    }

    private static (long Low, long Next)? Ends(JsonElement partition)
    {
        long low = partition.GetProperty("lo_offset").GetInt64();
        long next = partition.GetProperty("next_offset").GetInt64();
        return low >= 0 && partition.GetProperty("fetchq_cnt").GetInt64() == 0 && next >= low ? (low, next) : null;
    }
}
