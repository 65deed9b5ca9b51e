using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sinks;

/// <summary>Sees to it that a topic exists before anything is sent to it.</summary>
internal sealed partial class TopicCheck(bool create, ILogger logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Creates the topic where it is missing and that is allowed.</summary>
    /// <returns>What keeps messages from the topic, in words; null where nothing is known to.</returns>
    public async Task<string?> ProblemAsync(ProducerClient client, string topic)
    {
        // On a thread of its own: the client has no asynchronous way that works without a controller.
        (bool isMissing, string? problem) = await Task.Factory.StartNew(
            () => Look(client, topic), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ConfigureAwait(false);
        return isMissing && create ? await CreateAsync(client.Admin, topic).ConfigureAwait(false) : problem;
    }

    private (bool IsMissing, string? Problem) Look(ProducerClient client, string topic)
    {
        try
        {
            // To ask for one topic makes some brokers create it; to ask for all does not.
            Metadata metadata = client.GetMetadata(create ? topic : null, Timeout);
            return metadata.Topics.FirstOrDefault(t => t.Topic == topic) switch
            {
                { Partitions.Count: > 0 } => (false, null),
                { Error: { IsError: true, Code: not ErrorCode.UnknownTopicOrPart } error } =>
                    (false, $"topic '{topic}' cannot be written to: {error.Reason}"),
                _ => (true, $"there is no topic '{topic}', and CreateTopics is false"),
            };
        }
        catch (KafkaException e)
        {
            return (false, $"topic '{topic}' cannot be looked up: {e.Error.Reason}");
        }
    }

    private async Task<string?> CreateAsync(IAdminClient admin, string topic)
    {
        try
        {
            await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = -1, ReplicationFactor = -1 }])
                .ConfigureAwait(false);
            LogCreated(logger, topic);
            return null;
        }
        catch (CreateTopicsException e)
        {
            Error error = e.Results[0].Error;
            return error.Code == ErrorCode.TopicAlreadyExists ? null : $"topic '{topic}' cannot be created: {error.Reason}";
        }
        catch (KafkaException e)
        {
            return $"topic '{topic}' cannot be created: {e.Error.Reason}";
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Topic {Topic} was missing and is created")]
    private static partial void LogCreated(ILogger logger, string topic);
}
