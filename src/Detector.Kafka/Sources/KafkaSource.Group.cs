using Confluent.Kafka;
using Detector.Core.Sources;
using Microsoft.Extensions.Logging;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Sources;

// What the client reports from within Consume and Close: rebalances, errors, statistics.
public sealed partial class KafkaSource
{
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(1);

    private IEnumerable<TopicPartitionOffset> OnAssigned(List<Confluent.Kafka.TopicPartition> partitions)
    {
        if (_isClosing)
        {
            // What the group has committed cannot be looked up any more: a client that is being closed does not ask, and waits
            // out the time.
            return partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Unset));
        }

        TopicPartition[] gained = [.. partitions.Select(Ours)];
        _hasJoined = true;
        OnConnection(true);
        LogAssigned(_logger, gained.Length, Names(gained));
        LookAtTopics();
        _hasGained = true;
        IReadOnlyList<TopicPartitionOffset> starts = Starts(partitions);
        _assigned = [.. _assigned, .. gained];
        _isPauseDue = _isPaused; // they are the client's when this callback has returned
        _topics.SetThere(partitions.Select(partition => partition.Topic));
        ShowProblem();
        _handler!.Assigned(gained);
        return starts;
    }

    private IReadOnlyList<TopicPartitionOffset> Starts(List<Confluent.Kafka.TopicPartition> partitions)
    {
        try
        {
            return _positions.Start(partitions, _handler!);
        }
        catch (KafkaException e)
        {
            throw new SourceFailedException($"where the group is to start cannot be looked up at {_bootstrap}: {e.Error.Reason}", e);
        }
    }

    // The client commits what is stored of partitions before it lets them go. To order that here would be to wait for ever where
    // its group has ended meanwhile.
    private void OnRevoked(List<TopicPartitionOffset> partitions)
    {
        if (!_isClosing)
        {
            GiveUp([.. partitions.Select(p => Ours(p.TopicPartition))]);
        }
    }

    private void GiveUp(TopicPartition[] going)
    {
        if (going.Length == 0)
        {
            return;
        }

        LogRevoked(_logger, going.Length, Names(going));
        try
        {
            _handler!.Revoking(going);
            if (_isConnected)
            {
                // The position in a topic that is no more must not become one in its successor.
                LookAtTopics(isGoing: true);
            }
        }
        finally
        {
            Remove(going);
        }
    }

    private void OnLost(List<TopicPartitionOffset> partitions)
    {
        if (_isClosing)
        {
            return;
        }

        TopicPartition[] gone = [.. partitions.Select(p => Ours(p.TopicPartition))];
        LogLost(_logger, gone.Length, Names(gone));
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
        MoveOn(partitions);
        _positions.Forget(partitions);
        _assigned = [.. _assigned.Except(partitions)];
        _lags = [.. _lags.Where(lag => IsAssignedTo(lag.Topic, lag.Partition))];
    }

    // While no broker answers, that is said elsewhere, and the next commit includes this one.
    private void OnCommitted(CommittedOffsets committed)
    {
        Error? error = committed.Offsets.Select(offset => offset.Error).Prepend(committed.Error).FirstOrDefault(e => e.IsError);
        if (error is not null && error.Code != ErrorCode.Local_NoOffset && (_isConnected || _isClosing))
        {
            LogCommitFailed(_logger, error.Reason);
        }
    }

    private void OnConsumeError(Error error, string? topic)
    {
        if (error.IsFatal)
        {
            _fatal = error;
        }
        else if (error.Code == ErrorCode.UnknownTopicOrPart)
        {
            OnMissing(Topics[TopicOf(topic)], error.Reason);
        }
        else if (error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed)
        {
            _reading.Report(error.Reason);
        }
        else
        {
            LogConsumeError(_logger, error.Code, error.Reason);
        }
    }

    private void OnMissing(string topic, string reason)
    {
        _topics.SetMissing(topic);
        _reading.Report(reason);
    }

    // At a moment when it matters; else with the statistics, every few seconds, where nothing waits for it.
    private void LookAtTopics(bool isGoing = false)
    {
        Take(_topics.End(LookTimeout) ?? [], isGoing); // one that is under way may have seen what was
        _topics.Begin();
        Take(_topics.End(LookTimeout) ?? [], isGoing);
    }

    private void Take(IReadOnlyList<string> anew, bool isGoing)
    {
        foreach (string topic in anew)
        {
            if (_positions.BeginAgain(topic, _assigned.Where(partition => Topics[partition.Topic] == topic), isGoing)
                is { Count: > 0 } again)
            {
                BeginAgain(again);
            }
        }
    }

    // What is in flight of a topic that is no more must not be stored as a position in its successor.
    private void BeginAgain(IReadOnlyList<TopicPartition> partitions)
    {
        MoveOn(partitions);
        _handler!.Lost(partitions);
        foreach (TopicPartition partition in partitions)
        {
            _handler.BeginAt(partition, 0);
        }

        _handler.Assigned(partitions);
    }

    // What is here of them, not handed out, is not what comes next.
    private void MoveOn(IEnumerable<TopicPartition> partitions)
    {
        _moved.UnionWith(partitions);
        _isServiceDue = true;
    }

    private void ShowProblem()
    {
        if (_topics.Problem is { } problem)
        {
            _reading.Report(problem);
        }
        else if (_topics.Missing.Count == 0)
        {
            _reading.Clear();
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
        if (_isClosing)
        {
            return;
        }

        ConsumerStatistics statistics = ConsumerStatistics.Parse(json, IsAssignedTo);
        _lags = statistics.Lags;
        OnConnection(statistics.IsConnected);
        foreach ((string topic, int partition, long low, long next) in statistics.Idle)
        {
            _positions.Look(new TopicPartition(TopicOf(topic), partition), low);
            _handler!.Passed(new TopicPartition(TopicOf(topic), partition), next);
        }

        if (_topics.End(TimeSpan.Zero) is { } anew)
        {
            Take(anew, isGoing: false);
            ShowProblem();
        }

        if (_isConnected)
        {
            _topics.Begin();
        }
    }

    private void OnConnection(bool isConnected)
    {
        if (_isClosing)
        {
            return; // nobody asks any more, and a problem would be said again and again
        }

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

    private string Names(IEnumerable<TopicPartition> partitions) =>
        string.Join(", ", partitions.Select(p => $"{Topics[p.Topic]}/{p.Partition}"));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} partitions gained: {Partitions}")]
    private static partial void LogAssigned(ILogger logger, int count, string partitions);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} partitions given up: {Partitions}")]
    private static partial void LogRevoked(ILogger logger, int count, string partitions);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Count} partitions lost; whoever gets them reads again what was in flight: {Partitions}")]
    private static partial void LogLost(ILogger logger, int count, string partitions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Offsets could not be committed; events since the last commit are read again where "
        + "their partition moves: {Reason}")]
    private static partial void LogCommitFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading failed, and is tried again: {Code} {Reason}")]
    private static partial void LogConsumeError(ILogger logger, ErrorCode code, string reason);
}
