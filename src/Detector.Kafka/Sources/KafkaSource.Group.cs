using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Sources;

// What the client reports from within Consume and Close: rebalances, errors, statistics.
public sealed partial class KafkaSource
{
    private void OnAssigned(List<Confluent.Kafka.TopicPartition> partitions)
    {
        TopicPartition[] gained = [.. partitions.Select(Ours)];
        _assigned = [.. _assigned, .. gained];
        _isPauseDue = _isPaused; // they are the client's when this callback has returned
        OnConnection(true);
        if (gained.Length > 0)
        {
            _topics.Clear();
        }

        LogAssigned(_logger, partitions.Count, Names(partitions));
        _handler!.Assigned(gained);
    }

    private void OnRevoked(List<TopicPartitionOffset> partitions)
    {
        TopicPartition[] going = [.. partitions.Select(p => Ours(p.TopicPartition))];
        LogRevoked(_logger, partitions.Count, Names(partitions.Select(p => p.TopicPartition)));
        try
        {
            _handler!.Revoking(going);
            Commit();
        }
        finally
        {
            Remove(going);
        }
    }

    private void OnLost(List<TopicPartitionOffset> partitions)
    {
        TopicPartition[] gone = [.. partitions.Select(p => Ours(p.TopicPartition))];
        LogLost(_logger, partitions.Count, Names(partitions.Select(p => p.TopicPartition)));
        try
        {
            _handler!.Lost(gone);
        }
        finally
        {
            Remove(gone);
        }
    }

    private void Remove(TopicPartition[] partitions)
    {
        _assigned = [.. _assigned.Except(partitions)];
        _lags = [.. _lags.Where(lag => IsAssignedTo(lag.Topic, lag.Partition))];
        if (_isClosing && _assigned.Count == 0)
        {
            Finish();
        }
    }

    private void Commit()
    {
        try
        {
            _consumer.Commit();
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_NoOffset)
        {
            // Nothing new since the last commit.
        }
        catch (KafkaException e)
        {
            LogCommitFailed(_logger, e.Error.Reason);
        }
    }

    private void OnConsumeError(Error error)
    {
        if (error.IsFatal)
        {
            _fatal = error;
        }
        else if (error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed)
        {
            _topics.Report(error.Reason);
        }
        else
        {
            LogConsumeError(_logger, error.Code, error.Reason);
        }
    }

    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            _fatal = error;
        }
        else if (error.Code == ErrorCode.Local_AllBrokersDown)
        {
            OnConnection(false);
        }
        else
        {
            _lastError = error.Reason;
        }
    }

    private void OnStatistics(string json)
    {
        ConsumerStatistics statistics = ConsumerStatistics.Parse(json, IsAssignedTo);
        _lags = statistics.Lags;
        OnConnection(statistics.IsConnected);
    }

    private void OnConnection(bool isConnected)
    {
        _isConnected = isConnected;
        if (isConnected)
        {
            _brokers.Clear();
        }
        else
        {
            _brokers.Report($"no broker answers at {_bootstrap} ({_lastError})");
        }
    }

    private bool IsAssignedTo(string topic, int partition) =>
        Topics.Contains(topic) && _assigned.Contains(Ours(new Confluent.Kafka.TopicPartition(topic, partition)));

    private TopicPartition Ours(Confluent.Kafka.TopicPartition partition)
    {
        for (int i = 0; i < Topics.Count; i++)
        {
            if (Topics[i] == partition.Topic)
            {
                return new TopicPartition(i, partition.Partition.Value);
            }
        }

        throw new ArgumentException($"'{partition.Topic}' is not among the source's topics");
    }

    private static string Names(IEnumerable<Confluent.Kafka.TopicPartition> partitions) =>
        string.Join(", ", partitions.Select(p => $"{p.Topic}/{p.Partition.Value}"));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} partitions gained: {Partitions}")]
    private static partial void LogAssigned(ILogger logger, int count, string partitions);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} partitions go to another member: {Partitions}")]
    private static partial void LogRevoked(ILogger logger, int count, string partitions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} partitions lost; what was in flight will be read again by another member: {Partitions}")]
    private static partial void LogLost(ILogger logger, int count, string partitions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading failed, and is tried again: {Code} {Reason}")]
    private static partial void LogConsumeError(ILogger logger, ErrorCode code, string reason);
}
