using Confluent.Kafka;
using Detector.Core.Sources;
using Microsoft.Extensions.Logging;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Sources;

/// <summary>
/// The partitions that the group has given this member: takes them over, gives them up, begins again those of a topic that was made anew,
/// and knows how far behind they are. What the client reports from within its calls; consumer thread, where nothing else is said.
/// </summary>
/// <param name="bootstrap">Where the brokers are, for people.</param>
internal sealed partial class Assignment(
    SourceTopics topics, TopicWatch watch, PositionKeeper positions, SourceHealth health, string bootstrap, ILogger logger)
{
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(1);

    private HashSet<TopicPartition> _moved = [];
    private IAssignmentHandler? _handler;
    private volatile HashSet<TopicPartition> _partitions = [];
    private volatile IReadOnlyList<PartitionLag> _lags = [];
    private bool _hasGained;
    private bool _isClosing;

    /// <summary>Those of this member. Any thread.</summary>
    public IReadOnlySet<TopicPartition> Partitions => _partitions;

    /// <summary>Those whose position and end are known. Any thread.</summary>
    public IReadOnlyList<PartitionLag> Lags => _lags;

    /// <summary>Whether the group has answered.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>Whether messages that are here may be of partitions that went or begin again.</summary>
    public bool HasMoved => _moved.Count > 0;

    /// <summary>From now on the handler is told.</summary>
    public void Open(IAssignmentHandler handler)
    {
        _handler = handler;
        watch.Begin();
    }

    /// <summary>Whether partitions were gained since this was asked last: they are the client's when its callback has returned.</summary>
    public bool TakeGained()
    {
        bool hasGained = _hasGained;
        _hasGained = false;
        return hasGained;
    }

    /// <summary>Partitions that went or begin again since this was asked last.</summary>
    public IReadOnlySet<TopicPartition> TakeMoved()
    {
        HashSet<TopicPartition> moved = _moved;
        _moved = [];
        return moved;
    }

    /// <summary>Where to start in partitions that the group gives.</summary>
    /// <exception cref="SourceFailedException">That cannot be looked up.</exception>
    public IEnumerable<TopicPartitionOffset> OnAssigned(List<Confluent.Kafka.TopicPartition> partitions)
    {
        if (_isClosing)
        {
            // What the group has committed cannot be looked up any more: a client that is being closed does not ask, and waits
            // out the time.
            return partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Unset));
        }

        TopicPartition[] gained = [.. partitions.Select(topics.Ours)];
        HasJoined = true;
        health.SetConnected(true);
        LogAssigned(logger, gained.Length, topics.Join(gained));
        LookAtTopics();
        _hasGained = true;
        IReadOnlyList<TopicPartitionOffset> starts = Starts(partitions);
        _partitions = [.. _partitions, .. gained];
        watch.SetThere(partitions.Select(partition => partition.Topic));
        health.ShowTopics();
        _handler!.Assigned(gained);
        return starts;
    }

    /// <summary>The group asks for partitions.</summary>
    public void OnRevoked(List<TopicPartitionOffset> partitions)
    {
        // The client commits what is stored of partitions before it lets them go. To order that here would be to wait for ever where
        // its group has ended meanwhile.
        if (!_isClosing)
        {
            GiveUp([.. partitions.Select(p => topics.Ours(p.TopicPartition))]);
        }
    }

    /// <summary>The group has given partitions to others, without notice.</summary>
    public void OnLost(List<TopicPartitionOffset> partitions)
    {
        if (_isClosing)
        {
            return;
        }

        TopicPartition[] gone = [.. partitions.Select(p => topics.Ours(p.TopicPartition))];
        LogLost(logger, gone.Length, topics.Join(gone));
        try
        {
            _handler!.Lost(gone);
        }
        finally
        {
            Remove(gone);
        }
    }

    /// <summary>What the client sends every few seconds.</summary>
    public void OnStatistics(string json)
    {
        if (_isClosing)
        {
            return;
        }

        ConsumerStatistics statistics = ConsumerStatistics.Parse(json, Has);
        _lags = statistics.Lags;
        health.SetConnected(statistics.IsConnected);
        foreach ((string topic, int partition, long low, long next) in statistics.Idle)
        {
            positions.Look(new TopicPartition(topics.IndexOf(topic), partition), low);
            _handler!.Passed(new TopicPartition(topics.IndexOf(topic), partition), next);
        }

        if (watch.End(TimeSpan.Zero) is { } anew)
        {
            Take(anew);
            health.ShowTopics();
        }

        if (health.IsConnected)
        {
            watch.Begin();
        }
    }

    /// <summary>A partition begins again: what is in flight of it must not be stored as a position in its successor.</summary>
    public void BeginAgain(IReadOnlyList<TopicPartition> partitions)
    {
        _moved.UnionWith(partitions);
        _handler!.Lost(partitions);
        foreach (TopicPartition partition in partitions)
        {
            _handler.BeginAt(partition, 0);
        }

        _handler.Assigned(partitions);
    }

    /// <summary>Gives all partitions up, as when the group asks for them.</summary>
    public void GiveUp() => GiveUp([.. _partitions]);

    /// <summary>The client is about to be closed: what it still says is not heard.</summary>
    public void Close() => _isClosing = true;

    private IReadOnlyList<TopicPartitionOffset> Starts(List<Confluent.Kafka.TopicPartition> partitions)
    {
        try
        {
            return positions.Start(partitions, _handler!);
        }
        catch (KafkaException e)
        {
            throw new SourceFailedException($"where the group is to start cannot be looked up at {bootstrap}: {e.Error.Reason}", e);
        }
    }

    private void GiveUp(TopicPartition[] going)
    {
        if (going.Length == 0)
        {
            return;
        }

        LogRevoked(logger, going.Length, topics.Join(going));
        try
        {
            _handler!.Revoking(going);
            if (health.IsConnected)
            {
                // The position in a topic that is no more must not become one in its successor.
                LookAtTopics();
            }
        }
        finally
        {
            Remove(going);
        }
    }

    private void Remove(TopicPartition[] going)
    {
        _moved.UnionWith(going);
        _partitions = [.. _partitions.Except(going)];
        _lags = [.. _lags.Where(lag => Has(lag.Topic, lag.Partition))];
    }

    // At a moment when it matters; else with the statistics, every few seconds, where nothing waits for it.
    private void LookAtTopics()
    {
        Take(watch.End(LookTimeout) ?? []); // one that is under way may have seen what was
        watch.Begin();
        Take(watch.End(LookTimeout) ?? []);
    }

    private void Take(IReadOnlyList<string> anew)
    {
        foreach (string topic in anew)
        {
            int index = topics.IndexOf(topic);
            if (positions.BeginAgain(topic, _partitions.Where(partition => partition.Topic == index)) is { Count: > 0 } again)
            {
                BeginAgain(again);
            }
        }
    }

    private bool Has(string topic, int partition) =>
        topics.Names.Contains(topic) && _partitions.Contains(new TopicPartition(topics.IndexOf(topic), partition));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} partitions gained: {Partitions}")]
    private static partial void LogAssigned(ILogger logger, int count, string partitions);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} partitions given up: {Partitions}")]
    private static partial void LogRevoked(ILogger logger, int count, string partitions);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Count} partitions lost; whoever gets them reads again what was in flight: {Partitions}")]
    private static partial void LogLost(ILogger logger, int count, string partitions);
}
