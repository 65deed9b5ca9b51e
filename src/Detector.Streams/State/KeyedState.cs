using System.Collections.Concurrent;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.State;

/// <summary>
/// What a stream knows of the keys of its partitions: it comes with a partition and goes with it. Consumer thread, where nothing else is
/// said.
/// </summary>
internal sealed partial class KeyedState : IDisposable
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayInterval = TimeSpan.FromSeconds(10);

    private readonly string _stream;
    private readonly IReadOnlyList<string> _topics;
    private readonly int _partitions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StateRecovery _recovery;
    private readonly ISnapshots? _snapshots;
    private readonly SnapshotTaker? _taker;
    private readonly VerdictFeed? _verdicts;
    private readonly EventNames? _names;
    private readonly StateTotals _totals = new();
    private readonly ConcurrentDictionary<TopicPartition, long> _stored = new();
    private volatile StateStatus _status = new();
    private long _shownAt;
    private long _saidAt;

    private KeyedState(
        PipelineOptions options, Schema schema, IEventSource source, ISideTopic? verdicts, IChangelog? changelog, TimeProvider time,
        ILogger logger)
    {
        (_stream, _time, _logger) = (options.Stream, time, logger);
        (_topics, _partitions) = (source.Topics, options.State.Partitions);
        schema = _partitions == 1 ? schema : new Schema(options.State.Share(schema.Settings));
        LabelSettings labels = options.Labels;
        Stage = new RowStage(
            schema, options.Window, verdicts is null ? null : new VerdictNames(labels.Form!.Value.ToString(), labels.Within),
            options.State.Repartition is not null);
        if (verdicts is not null)
        {
            _names = new EventNames(labels.Form!.Value, _stream, source.Topics);
            _verdicts = new VerdictFeed(
                _stream, verdicts, new VerdictDecoder(labels, source.Topics), Stage, 2 * options.PauseAfter, time, logger);
        }

        _snapshots = changelog is not null ? new SnapshotTopic(_stream, changelog, source.Topics, time)
            : options.Snapshots is not null ? new SnapshotFolder(options.Snapshots, source.Topics) : null;
        _taker = _snapshots is null ? null : new SnapshotTaker(_stream, _snapshots, options.SnapshotInterval, time, logger);
        _recovery = new StateRecovery(_stream, Stage, schema.FieldCount, source, _snapshots, logger);
        _recovery.Finished += OnWhole;
    }

    /// <summary>A pipeline's; null where its schema has no state.</summary>
    public static KeyedState? Of(
        Schema schema, PipelineOptions options, IEventSource source, ISideTopic? verdicts, IChangelog? changelog, TimeProvider time,
        ILogger logger) =>
        schema.Settings is { Aggregates.Count: 0, Pivot: null } && !options.Window.IsSequence ? null
            : new(options, schema, source, verdicts, changelog, time, logger);

    /// <summary>What makes rows of decoded ones.</summary>
    public RowStage Stage { get; }

    /// <summary>How it is, at most a second ago. Any thread.</summary>
    public StateStatus Status => _status;

    /// <inheritdoc cref="StateRecovery.IsLive"/>
    public bool IsLive(TopicPartition partition, long offset) => _recovery.IsLive(partition, offset);

    /// <inheritdoc cref="VerdictFeed.AwaitTopic"/>
    public bool AwaitVerdictTopic(TimeSpan wait) => _verdicts is null || _verdicts.AwaitTopic(wait);

    /// <summary>Hears all verdicts that are there; false where the stream stops before.</summary>
    /// <inheritdoc cref="VerdictFeed.CatchUp"/>
    public bool AwaitVerdicts() => _verdicts is null || _verdicts.CatchUp();

    /// <summary>The stream stops: no verdicts are waited for. Any thread.</summary>
    public void Stop() => _verdicts?.Stop();

    /// <summary>What verdicts call an event by; nothing where there are none.</summary>
    /// <inheritdoc cref="EventNames.Of"/>
    public EventName NameOf(in EventView message, bool hasKey, ReadOnlySpan<byte> key, long timeMs) =>
        _names is null ? default : _names.Of(message, hasKey, key, timeMs);

    /// <inheritdoc cref="StateRecovery.Again"/>
    public void Again(
        in EventView message, EventName name, long timeMs, ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<double> decoded) =>
        _recovery.Again(message, name, timeMs, key, hasKey, decoded);

    /// <inheritdoc cref="IAssignmentHandler.BeginAt"/>
    public long BeginAt(TopicPartition partition, long next)
    {
        Forget([partition]);
        if (_partitions > 1 && partition.Partition >= _partitions)
        {
            LogMorePartitions(_stream, _topics[partition.Topic], partition.Partition + 1, _partitions);
        }

        _stored[partition] = next;
        long start = _recovery.BeginAt(partition, next);
        Show();
        return start;
    }

    /// <inheritdoc cref="IAssignmentHandler.Passed"/>
    public void Passed(TopicPartition partition, long next) => _recovery.Passed(partition, next);

    /// <summary>A read is over, and its messages are worked on.</summary>
    /// <param name="count">How many there were.</param>
    public void AfterRead(int count)
    {
        _recovery.AfterRead(isIdle: count == 0);
        _taker?.Take(this);
        if (_time.GetElapsedTime(_shownAt) >= StatusInterval)
        {
            _verdicts?.Look();
            Show();
        }
    }

    /// <summary>All before an offset of a partition is done. Any thread.</summary>
    public void Stored(TopicPartition partition, long next) => _stored[partition] = next;

    /// <summary>What is done of a partition.</summary>
    public long StoredOf(TopicPartition partition) => _stored.GetValueOrDefault(partition);

    /// <inheritdoc cref="StateRecovery.IsWhole"/>
    public bool IsWhole(TopicPartition partition) => _recovery.IsWhole(partition);

    /// <summary>Partitions go to another member: where all that was read of one is done, its state is left for that member.</summary>
    public void HandOver(IReadOnlyList<TopicPartition> partitions)
    {
        _taker?.TakeNow(Stage, partitions.Where(partition =>
            IsWhole(partition) && StoredOf(partition) >= Stage.NextOffset(partition) && Stage.IsSettled(partition)));
    }

    /// <summary>Partitions are gone, or begin again.</summary>
    public void Forget(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (TopicPartition partition in partitions)
        {
            _totals.Forget(partition, Stage.Counts(partition));
            _recovery.Forget(partition);
            _taker?.Forget(partition);
            _stored.TryRemove(partition, out _);
            Stage.Revoke(partition);
        }

        Show();
    }

    public void Dispose()
    {
        _snapshots?.Dispose(); // whoever had time for the last ones has waited for them
        _taker?.Dispose();
        _verdicts?.Dispose();
    }

    private void OnWhole(TopicPartition partition)
    {
        _totals.Begin(partition, Stage.Counts(partition));
        Show();
    }

    private void Show()
    {
        _shownAt = _time.GetTimestamp();
        foreach (TopicPartition partition in Stage.Partitions.Where(IsWhole))
        {
            _totals.Add(partition, Stage.Counts(partition));
        }

        (long keys, long bytes) = Stage.Size;
        (int restoring, long all, long read) = _recovery.Progress;
        _status = new StateStatus
        {
            Restoring = restoring,
            ToRead = all,
            Read = read,
            Keys = keys,
            Bytes = bytes,
            Evicted = _totals.Evicted,
            Late = _totals.Late,
            Incomplete = _totals.Incomplete,
            Unlisted = _totals.Unlisted,
            Gaps = _recovery.Gaps,
            Repeats = Stage.Repeats,
            Judged = _totals.Judged,
            UnknownVerdicts = _totals.Unknown,
            UnreadableVerdicts = _verdicts?.Unreadable ?? 0,
        };
        if (restoring > 0 && _time.GetElapsedTime(_saidAt) >= SayInterval)
        {
            _saidAt = _shownAt;
            LogRestoring(_stream, restoring, read, all);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Stream {Stream}: topic {Topic} has {Count} partitions or more, but State:Partitions is {Wanted}: all together their states may "
        + "take more than Schema:State allows")]
    private partial void LogMorePartitions(string stream, string topic, int count, int wanted);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Stream {Stream}: the state of {Count} partitions is rebuilt before their events are scored; "
        + "{Read} of {All} events are read again")]
    private partial void LogRestoring(string stream, int count, long read, long all);
}
