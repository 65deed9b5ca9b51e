using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Sources;

/// <summary>Gives the client the offsets that it may commit, and tells of commits that failed. Any thread, until it is closed.</summary>
internal sealed partial class OffsetStore(
    IConsumer<Ignore, Ignore> consumer, SourceTopics topics, SourceHealth health, ILogger logger)
{
    private readonly Lock _gate = new(); // keeps the client from being disposed while it is called
    private volatile bool _isClosed;

    public void Store(TopicPartition partition, long nextOffset)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            try
            {
                consumer.StoreOffset(new TopicPartitionOffset(topics.Name(partition), nextOffset));
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
            {
                // No longer ours: its next owner reads the events again.
                LogNotOurs(logger, topics.Names[partition.Topic], partition.Partition, nextOffset);
            }
        }
    }

    /// <summary>The client has committed, or tried to.</summary>
    public void OnCommitted(CommittedOffsets committed)
    {
        // While no broker answers, that is said elsewhere, and the next commit includes this one.
        Error? error = committed.Offsets.Select(offset => offset.Error).Prepend(committed.Error).FirstOrDefault(e => e.IsError);
        if (error is not null && error.Code != ErrorCode.Local_NoOffset && (health.IsConnected || _isClosed))
        {
            LogCommitFailed(logger, error.Reason);
        }
    }

    /// <summary>Nothing is stored after this.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message =
        "Offset {Offset} of {Topic}/{Partition} is not stored: the partition is no longer this member's")]
    private static partial void LogNotOurs(ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Offsets could not be committed; events since the last commit are read again where "
        + "their partition moves: {Reason}")]
    private static partial void LogCommitFailed(ILogger logger, string reason);
}
