using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Detector.Kafka.Clients;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sinks;

/// <summary>Sees to it that a topic exists before anything is sent to it.</summary>
internal sealed partial class TopicCheck(IAdminClient admin, bool create, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Creates the topic where that is allowed, or waits until someone has; one log line a minute.</summary>
    public async Task WaitAsync(string topic, CancellationToken cancellation)
    {
        using var watch = new ConnectionWatch($"sink to topic {topic}", logger, time);
        bool isFirst = true;
        while (await ProblemAsync(topic).ConfigureAwait(false) is { } problem)
        {
            // What passes within a second (a leader being elected) is not worth a line.
            if (!isFirst)
            {
                watch.Report(problem);
            }

            isFirst = false;
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }

        watch.Clear();
    }

    private async Task<string?> ProblemAsync(string topic)
    {
        try
        {
            // To ask for one topic makes some brokers create it; to ask for all does not.
            Metadata metadata = create ? admin.GetMetadata(topic, Timeout) : admin.GetMetadata(Timeout);
            TopicMetadata? known = metadata.Topics.FirstOrDefault(t => t.Topic == topic);
            if (known is { Partitions.Count: > 0 })
            {
                return null;
            }

            if (known is { Error.IsError: true, Error.Code: not ErrorCode.UnknownTopicOrPart })
            {
                return $"topic '{topic}' cannot be written to: {known.Error.Reason}";
            }

            return create ? await CreateAsync(topic).ConfigureAwait(false) : $"there is no topic '{topic}', and CreateTopics is false";
        }
        catch (KafkaException e)
        {
            return $"topic '{topic}' cannot be looked up: {e.Error.Reason}";
        }
    }

    private async Task<string?> CreateAsync(string topic)
    {
        try
        {
            await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = -1, ReplicationFactor = -1 }]).ConfigureAwait(false);
            LogCreated(logger, topic);
            return null;
        }
        catch (CreateTopicsException e)
        {
            Error error = e.Results[0].Error;
            return error.Code == ErrorCode.TopicAlreadyExists ? null : $"topic '{topic}' cannot be created: {error.Reason}";
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Topic {Topic} was missing and is created")]
    private static partial void LogCreated(ILogger logger, string topic);
}
