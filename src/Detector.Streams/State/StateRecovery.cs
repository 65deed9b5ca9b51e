using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Core.State;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.State;

/// <summary>
/// Rebuilds the states of partitions that are gained, before the first of their events is scored: from a snapshot and the events since, or
/// from all events that windows reach back to, which are read again. Consumer thread.
/// </summary>
internal sealed partial class StateRecovery(
    string stream, RowStage stage, int fieldCount, IEventSource source, ISnapshots? snapshots, ILogger logger)
{
    // Events that are read again to learn what time it is in a partition: three of its clock's blocks, and a fourth for what is not there.
    private const long Looked = 1024;

    // Events are late, or not, by a clock of whole blocks.
    private const int ClockBlocks = 2;

    // What clocks may differ by beyond what is seen of them.
    private const long MarginMs = 60_000;

    // A snapshot that is no further back is taken at once.
    private const long Near = 4 * Looked;

    private readonly Dictionary<TopicPartition, Recovery> _recovering = [];
    private readonly double[] _row = new double[fieldCount];

    /// <summary>Told of a partition whose state is whole.</summary>
    public event Action<TopicPartition>? Finished;

    /// <summary>Times that the broker no longer had all events that a partition's aggregates look back to.</summary>
    public long Gaps { get; private set; }

    /// <summary>How many partitions are being rebuilt, of how many events that are read again, and how many of these were.</summary>
    public (int Partitions, long All, long Read) Progress => (
        _recovering.Count, _recovering.Values.Sum(recovery => recovery.Next - recovery.Start),
        _recovering.Values.Sum(recovery => recovery.At - recovery.Start));

    /// <summary>Whether a partition's state is whole.</summary>
    public bool IsWhole(TopicPartition partition) => !_recovering.ContainsKey(partition);

    /// <summary>Whether an event is to be scored. Else it is only read again, for <see cref="Again"/>.</summary>
    public bool IsLive(TopicPartition partition, long offset)
    {
        if (_recovering.Count == 0 || !_recovering.TryGetValue(partition, out Recovery? recovery))
        {
            return true;
        }

        if (offset >= recovery.Next && !recovery.Ignores)
        {
            Complete(partition, recovery);
        }

        return !_recovering.ContainsKey(partition);
    }

    /// <summary>Takes an event in that was done before.</summary>
    /// <param name="message">The event.</param>
    /// <param name="name">What verdicts call it by.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="key">Its key.</param>
    /// <param name="hasKey">Whether it has one.</param>
    /// <param name="decoded">Its decoded row; empty where it cannot be decoded.</param>
    public void Again(
        in EventView message, EventName name, long timeMs, ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<double> decoded)
    {
        (TopicPartition partition, long offset) = (message.Partition, message.Offset);
        Recovery recovery = _recovering[partition];
        if (recovery.Ignores)
        {
            return;
        }

        if (recovery.Phase == RecoveryPhase.Snapshot && !recovery.IsRestored && !TryRestore(partition, recovery, offset, timeMs))
        {
            return;
        }

        recovery.First = recovery.First < 0 ? offset : recovery.First;
        if (!decoded.IsEmpty && (recovery.Phase != RecoveryPhase.Snapshot || offset >= recovery.Snapshot!.Offset))
        {
            stage.Absorb(message, name, timeMs, key, hasKey, decoded, _row);
            if (recovery.Phase == RecoveryPhase.Looking)
            {
                recovery.Look(timeMs, message.TimestampMs);
            }
        }

        recovery.At = offset + 1;
        if (recovery.At == recovery.Next)
        {
            Complete(partition, recovery);
        }
    }

    /// <inheritdoc cref="IAssignmentHandler.BeginAt"/>
    public long BeginAt(TopicPartition partition, long next)
    {
        var recovery = new Recovery(next);
        if (next <= 0)
        {
            Search(partition, recovery); // what there is is ahead
            Finished?.Invoke(partition);
            return next;
        }

        _recovering.Add(partition, recovery);
        return Begin(partition, recovery);
    }

    /// <inheritdoc cref="IAssignmentHandler.Passed"/>
    public void Passed(TopicPartition partition, long next)
    {
        if (_recovering.TryGetValue(partition, out Recovery? recovery))
        {
            recovery.Passed = next;
        }
    }

    /// <summary>A read is over, and its messages are worked on.</summary>
    /// <param name="isIdle">There were none.</param>
    public void AfterRead(bool isIdle)
    {
        if (_recovering.Count > 0)
        {
            foreach ((TopicPartition partition, Recovery recovery) in _recovering.ToArray())
            {
                GoOn(partition, recovery, isIdle);
            }
        }
    }

    /// <summary>A partition is gone.</summary>
    public void Forget(TopicPartition partition) => _recovering.Remove(partition);

    // Where to read from: what a near snapshot lacks, or the latest events, which tell where the windows begin.
    private long Begin(TopicPartition partition, Recovery recovery)
    {
        stage.Revoke(partition);
        Search(partition, recovery);
        if (IsFound(recovery) && IsNear(recovery))
        {
            recovery.Begin(RecoveryPhase.Snapshot, recovery.Snapshot!.Offset - 1);
        }
        else
        {
            recovery.Begin(RecoveryPhase.Looking, Math.Max(0, recovery.Next - Looked));
        }

        return recovery.Start;
    }

    private static bool IsNear(Recovery recovery) => recovery.Snapshot?.Offset >= recovery.Next - Near;

    private void Search(TopicPartition partition, Recovery recovery)
    {
        recovery.Snapshot = null;
        try
        {
            recovery.Search = snapshots?.FindAsync(partition, Math.Max(0, recovery.Next));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoSnapshots(stream, e.Message);
        }
    }

    // Whether it is known what snapshot there is, or that there is none.
    private bool IsFound(Recovery recovery)
    {
        if (recovery.Search is not { IsCompleted: true } search)
        {
            return recovery.Search is null;
        }

        recovery.Search = null;
        try
        {
            recovery.Snapshot = search.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoSnapshots(stream, e.Message);
        }

        return true;
    }

    // The event before it must be the one that it has seen last: a topic of the same name may be another one.
    private bool TryRestore(TopicPartition partition, Recovery recovery, long offset, long timeMs)
    {
        Snapshot snapshot = recovery.Snapshot!;
        try
        {
            using (Stream saved = snapshot.Open())
            {
                if (stage.Restore(partition, saved) != snapshot.Offset)
                {
                    throw new InvalidDataException("it is of another offset than its name says");
                }
            }

            if (offset == snapshot.Offset - 1 && timeMs != stage.LastMs(partition))
            {
                throw new InvalidDataException("the event at its offset is another one, as in a topic that was made anew");
            }

            recovery.IsRestored = true;
            if (offset > snapshot.Offset)
            {
                SayGone(partition, snapshot.Offset, offset);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            LogRefused(stream, snapshot.Name, e.Message);
            snapshot.Remove();
            recovery.SeekTo = Begin(partition, recovery);
            return false;
        }
    }

    // All of the past was read that was to be.
    private void Complete(TopicPartition partition, Recovery recovery)
    {
        if (recovery.Phase == RecoveryPhase.Looking)
        {
            recovery.IsDue = true;
        }
        else if (recovery.Phase == RecoveryPhase.Reading || recovery.IsRestored
            || TryRestore(partition, recovery, recovery.Snapshot!.Offset, timeMs: 0))
        {
            Finish(partition, recovery);
        }
    }

    private void GoOn(TopicPartition partition, Recovery recovery, bool isIdle)
    {
        if (isIdle && recovery.Passed >= recovery.Next && !recovery.Ignores)
        {
            Complete(partition, recovery);
        }

        if (recovery.IsDue)
        {
            Decide(partition, recovery);
        }

        if (recovery.SeekTo is { } offset)
        {
            recovery.SeekTo = null;
            recovery.Passed = 0;
            source.Seek(partition, offset);
        }
    }

    // The latest events have told what time it is, and so where the windows begin.
    private void Decide(TopicPartition partition, Recovery recovery)
    {
        if (!IsFound(recovery))
        {
            return;
        }

        if (IsNear(recovery))
        {
            stage.Revoke(partition);
            recovery.Begin(RecoveryPhase.Snapshot, recovery.Snapshot!.Offset - 1);
            recovery.SeekTo = recovery.Start;
            return;
        }

        if (Reach(partition, recovery) is not { } reach)
        {
            return; // no broker says; it is asked again after the next read
        }

        recovery.Reach = reach;
        long from = Math.Max(0, ((reach / RowStage.ClockBlock) - ClockBlocks) * RowStage.ClockBlock);
        if (from >= recovery.Start)
        {
            Finish(partition, recovery);
            source.Seek(partition, recovery.Next); // what came since was left out
            return;
        }

        stage.Revoke(partition);
        if (recovery.Snapshot is { } snapshot && snapshot.Offset > from)
        {
            recovery.Begin(RecoveryPhase.Snapshot, snapshot.Offset - 1);
        }
        else
        {
            recovery.Begin(RecoveryPhase.Reading, from);
        }

        recovery.SeekTo = recovery.Start;
    }

    // The first event that a window can still hold; null where no broker says.
    private long? Reach(TopicPartition partition, Recovery recovery)
    {
        if (recovery.First == 0 || stage.NowMs(partition) == long.MinValue || stage.Reach is not { } reach)
        {
            return 0;
        }

        long earliestMs = stage.NowMs(partition) - (long)reach.TotalMilliseconds - recovery.AheadMs - MarginMs;
        return source.OffsetAt(partition, Math.Max(0, earliestMs)) is { } offset ? offset == long.MaxValue ? 0 : offset : null;
    }

    private void Finish(TopicPartition partition, Recovery recovery)
    {
        _recovering.Remove(partition);
        if (recovery.Phase != RecoveryPhase.Snapshot && recovery.First > 0 && recovery.First >= recovery.Reach)
        {
            SayGone(partition, recovery.Reach, recovery.First);
        }

        string topic = source.Topics[partition.Topic];
        if (recovery.Phase == RecoveryPhase.Snapshot)
        {
            LogFromSnapshot(stream, topic, partition.Partition, recovery.Snapshot!.Offset, recovery.Next);
        }
        else
        {
            LogFromTopic(stream, topic, partition.Partition, Math.Max(recovery.First, 0), recovery.Next);
        }

        Finished?.Invoke(partition);
    }

    private void SayGone(TopicPartition partition, long from, long to)
    {
        Gaps++;
        LogGone(stream, source.Topics[partition.Topic], partition.Partition, from, to);
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Stream {Stream}: the state of {Topic}/{Partition} is rebuilt from its snapshot at offset {Snapshot}; scoring goes on at {Next}")]
    private partial void LogFromSnapshot(string stream, string topic, int partition, long snapshot, long next);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Stream {Stream}: the state of {Topic}/{Partition} is rebuilt from its events from offset {From} on; scoring goes on at {Next}")]
    private partial void LogFromTopic(string stream, string topic, int partition, long from, long next);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Stream {Stream}: the broker no longer has all events of {Topic}/{Partition} that its state looks back to, from offset {From}: "
        + "they begin with offset {To}; aggregates and sequences are made of fewer events until their windows have passed")]
    private partial void LogGone(string stream, string topic, int partition, long from, long to);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Stream {Stream}: the snapshot {Name} is refused, and the topic is read again: {Reason}")]
    private partial void LogRefused(string stream, string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Stream {Stream}: snapshots cannot be looked for, and the topic is read again: {Reason}")]
    private partial void LogNoSnapshots(string stream, string reason);
}
