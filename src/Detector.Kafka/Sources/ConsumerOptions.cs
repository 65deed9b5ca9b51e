using Confluent.Kafka;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;

namespace Detector.Kafka.Sources;

/// <summary>A stream's consumer in the client's own terms.</summary>
internal static class ConsumerOptions
{
    public static ConsumerConfig Of(SourceSettings settings, string stream)
    {
        var config = new ConsumerConfig
        {
            GroupId = settings.Group ?? $"detector.{stream}",
            AutoOffsetReset = settings.StartFrom == StartFrom.Earliest ? AutoOffsetReset.Earliest : AutoOffsetReset.Latest,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = (int)settings.SessionTimeout.TotalMilliseconds,
            MaxPollIntervalMs = (int)settings.MaxPollInterval.TotalMilliseconds,
            EnableAutoCommit = true,
            EnableAutoOffsetStore = false,
            AutoCommitIntervalMs = (int)settings.CommitInterval.TotalMilliseconds,
            AllowAutoCreateTopics = false,
            StatisticsIntervalMs = 5000,
            QueuedMinMessages = 1_000_000, // the megabytes are the bound
            QueuedMaxMessagesKbytes = settings.PrefetchMegabytes * 1024,
            ConsumeResultFields = settings.Topics.Count == 1 ? "headers,timestamp" : "headers,timestamp,topic",
        };
        if (!FetchWaker.IsNeeded)
        {
            config.FetchQueueBackoffMs = 10;
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
