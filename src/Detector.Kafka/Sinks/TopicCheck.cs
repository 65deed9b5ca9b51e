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
        while (await ProblemAsync(topic).ConfigureAwait(false) is { } problem)
        {
            watch.Report(problem);
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }

        watch.Clear();
    }

    private async Task<string?> ProblemAsync(string topic)
    {
        try
        {
            TopicMetadata? known = admin.GetMetadata(topic, Timeout).Topics.FirstOrDefault(t => t.Topic == topic);
            if (known is { Partitions.Count: > 0 })
            {
                return null;
            }

            if (known is { Error.IsError: true, Error.Code: not ErrorCode.UnknownTopicOrPart } || !create)
            {
                return $"topic '{topic}' cannot be written to: {known?.Error.Reason}";
            }

            await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = -1, ReplicationFactor = -1 }]).ConfigureAwait(false);
            LogCreated(logger, topic);
            return null;
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            return null;
        }
        catch (CreateTopicsException e)
        {
            return $"topic '{topic}' cannot be created: {e.Results[0].Error.Reason}";
        }
        catch (KafkaException e)
        {
            return $"topic '{topic}' cannot be looked up: {e.Error.Reason}";
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Topic {Topic} was missing and is created")]
    private static partial void LogCreated(ILogger logger, string topic);
}
