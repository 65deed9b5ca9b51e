using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Detector.Kafka.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sources;

/// <summary>
/// What a group has committed, and where it starts where that is nothing: StartFrom: Latest leaves out what is there at the group's first
/// start, which is told from that of a group that the broker has forgotten. Consumer thread.
/// </summary>
/// <param name="group">The group's name.</param>
/// <param name="starts">Which groups have started; null: those that have committed something.</param>
internal sealed partial class GroupStart(
    IConsumer<Ignore, Ignore> consumer, SourceSettings settings, string group, TopicWatch watch, IGroupStarts? starts, ILogger logger)
{
    private const int Tries = 3;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // Where only what is said depends on it; the group waits meanwhile, and so does a stop.
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(2);

    private string? _cluster;
    private bool _isNoted;

    /// <summary>The offsets that the group has committed; -1 where there is none, or where the broker does not say and it matters
    /// little.</summary>
    /// <param name="partitions">Of these.</param>
    /// <param name="isNeeded">Whether it matters.</param>
    /// <exception cref="KafkaException">It matters, and the broker does not say.</exception>
    public Dictionary<TopicPartition, long> Committed(IReadOnlyList<TopicPartition> partitions, bool isNeeded)
    {
        isNeeded |= settings.StartFrom == StartFrom.Latest;
        TimeSpan timeout = isNeeded ? Timeout : ShortTimeout;
        for (int tries = 1; ; tries++)
        {
            try
            {
                return consumer.Committed(partitions, timeout)
                    .ToDictionary(p => p.TopicPartition, p => p.Offset.IsSpecial ? -1 : p.Offset.Value);
            }
            catch (KafkaException e) when (!isNeeded || tries < Tries)
            {
                LogNotLookedUp(e.Error.Reason);
                if (!isNeeded)
                {
                    return partitions.ToDictionary(p => p, _ => -1L);
                }
            }
        }
    }

    /// <summary>Where the group starts for the first time: the ends of all its partitions, or nothing where it does not.</summary>
    /// <param name="committed">What it has committed for the partitions that this member was given.</param>
    /// <exception cref="KafkaException">The broker does not say.</exception>
    public Dictionary<TopicPartition, long> Ends(Dictionary<TopicPartition, long> committed)
    {
        if (settings.StartFrom != StartFrom.Latest)
        {
            return [];
        }

        Dictionary<TopicPartition, long> ends = [];
        bool hasStarted = true;
        if (committed.Any(position => position.Value < 0 && !watch.CameLate(position.Key.Topic)))
        {
            // Asked first: who notes it has committed before.
            bool isNoted = starts?.Has(Cluster(), group) ?? false;
            TopicPartition[] all = [.. settings.Topics.Where(topic => !watch.CameLate(topic)).SelectMany(Partitions)];
            if (Committed(all, isNeeded: true).Values.All(offset => offset < 0))
            {
                if (isNoted)
                {
                    LogForgotten(group);
                }
                else
                {
                    (ends, hasStarted) = Begin(all);
                }
            }
        }

        if (hasStarted && !_isNoted)
        {
            Note();
        }

        return ends;
    }

    // All partitions get their positions at once, those of other members too, so that what comes later is told from what was there.
    private (Dictionary<TopicPartition, long> Ends, bool IsCommitted) Begin(TopicPartition[] all)
    {
        var ends = new Dictionary<TopicPartition, long>();
        long left = 0;
        foreach (TopicPartition partition in all)
        {
            WatermarkOffsets known = consumer.QueryWatermarkOffsets(partition, Timeout);
            ends.Add(partition, known.High);
            left += known.High - known.Low;
        }

        LogLatest(left);
        try
        {
            consumer.Commit(ends.Select(end => new TopicPartitionOffset(end.Key, end.Value)));
            return (ends, true);
        }
        catch (KafkaException e)
        {
            LogNotCommitted(e.Error.Reason);
            return (ends, false);
        }
    }

    private void Note()
    {
        try
        {
            starts?.Note(Cluster(), group);
            _isNoted = true;
        }
        catch (Exception e) when (e is KafkaException or IOException or UnauthorizedAccessException)
        {
            _isNoted = e is not KafkaException; // what is wrong with a disk is said once
            LogNotNoted(group, e.Message);
        }
    }

    private TopicPartition[] Partitions(string topic)
    {
        using IAdminClient admin = Admin();
        return
        [
            .. admin.GetMetadata(topic, Timeout).Topics.Single().Partitions
                .Select(partition => new TopicPartition(topic, partition.PartitionId)),
        ];
    }

    private string Cluster()
    {
        if (_cluster is null)
        {
            using IAdminClient admin = Admin();
            var options = new DescribeClusterOptions { RequestTimeout = Timeout };
            _cluster = admin.DescribeClusterAsync(options).GetAwaiter().GetResult().ClusterId;
        }

        return _cluster;
    }

    private IAdminClient Admin() => new DependentAdminClientBuilder(consumer.Handle).Build();

    [LoggerMessage(Level = LogLevel.Information, Message =
        "The group starts for the first time, at the end of its topics (StartFrom: Latest): {Left} older events are left out")]
    private partial void LogLatest(long left);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The broker has forgotten the positions of group '{Group}', which has started before: its topics were deleted and made anew, or "
        + "it was away for longer than offsets.retention.minutes. Reading begins with the oldest events, as StartFrom: Latest is for a "
        + "group's first start")]
    private partial void LogForgotten(string group);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "It could not be noted that group '{Group}' has started: should the broker forget it, what is there then is left out "
        + "(StartFrom: Latest): {Reason}")]
    private partial void LogNotNoted(string group, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Where the group starts could not be committed: {Reason}")]
    private partial void LogNotCommitted(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The group's offsets could not be looked up: {Reason}")]
    private partial void LogNotLookedUp(string reason);
}
