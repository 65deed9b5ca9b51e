using Confluent.Kafka;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;
using GroupProtocol = Detector.Kafka.Settings.GroupProtocol;

namespace Detector.Kafka.Sources;

/// <summary>A stream's consumer in the client's own terms.</summary>
internal static class ConsumerOptions
{
    // What is fetched is unpacked at once, however full the buffer is then: a fetch of messages packed up to so many times no more than
    // doubles it. gzip packs zeros a thousand times; smaller parts would be too many fetches.
    private const int Unpacked = 512;
    private const int LeastFetch = 16 * 1024;

    public static ConsumerConfig Of(SourceSettings settings, string stream)
    {
        int fetch = Math.Max(LeastFetch, settings.PrefetchMegabytes * (1 << 20) / Unpacked);
        var config = new ConsumerConfig
        {
            GroupId = settings.GroupOf(stream),
            AutoOffsetReset = AutoOffsetReset.Earliest, // whatever moves a position skips no event; PositionKeeper sees to StartFrom
            MaxPollIntervalMs = (int)settings.MaxPollInterval.TotalMilliseconds,
            EnableAutoCommit = true,
            EnableAutoOffsetStore = false,
            AutoCommitIntervalMs = (int)settings.CommitInterval.TotalMilliseconds,
            AllowAutoCreateTopics = false,
            StatisticsIntervalMs = BrokerStatistics.IntervalMs,
            QueuedMinMessages = 1_000_000, // the megabytes are the bound
            QueuedMaxMessagesKbytes = settings.PrefetchMegabytes * 1024,
            FetchMaxBytes = fetch,
            MaxPartitionFetchBytes = fetch,
            MessageMaxBytes = 1000, // of no meaning to a consumer, but no fetch may be smaller
            FetchQueueBackoffMs = 10, // a fast reader empties a full buffer long before the second after which librdkafka looks again
            ConsumeResultFields = settings.Topics.Count == 1 ? "headers,timestamp" : "headers,timestamp,topic",
        };
        if (settings.GroupProtocol == GroupProtocol.Consumer)
        {
            config.GroupProtocol = Confluent.Kafka.GroupProtocol.Consumer;
        }
        else
        {
            // In the other protocol both are the brokers' to say.
            config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
            int session = (int)(settings.SessionTimeout ?? SourceSettings.DefaultSessionTimeout).TotalMilliseconds;
            config.SessionTimeoutMs = session;
            config.HeartbeatIntervalMs = Math.Min(3000, session / 3); // librdkafka's own 3 s would be too rare for a short one
        }

        if (!string.IsNullOrEmpty(settings.InstanceId))
        {
            config.GroupInstanceId = settings.InstanceId;
        }

        CommonConfig.Apply(config, settings.Bootstrap, settings.Security);
        CommonConfig.Override(config, settings.Options);
        return config;
    }
}
