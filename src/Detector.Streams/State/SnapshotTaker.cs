using Detector.Core.Offsets;
using Detector.Core.State;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.State;

/// <summary>
/// Saves the states of partitions now and then: a copy is taken between two reads, of one partition at a time, and written by another
/// thread. None is taken before the last one's offset is done, so that one of the two that are kept is at or before what is committed.
/// Consumer thread.
/// </summary>
internal sealed partial class SnapshotTaker(
    string stream, ISnapshots snapshots, TimeSpan interval, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SayInterval = TimeSpan.FromMinutes(1);

    // Of a snapshot that is written while all goes on, and of those before the partitions go.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<TopicPartition, (long Offset, long At)> _last = [];
    private readonly TimeSpan _lookInterval = interval < LongestLook ? interval : LongestLook;
    private Task _writing = Task.CompletedTask;
    private long _lookedAt;
    private long _saidAt;

    /// <summary>Takes a copy of the state whose turn it is, if any's is.</summary>
    public void Take(KeyedState states)
    {
        if (time.GetElapsedTime(_lookedAt) < _lookInterval || !_writing.IsCompleted)
        {
            return;
        }

        _lookedAt = time.GetTimestamp();
        foreach (TopicPartition partition in states.Stage.Partitions)
        {
            if (states.IsWhole(partition) && states.Stage.IsSettled(partition) && IsDue(partition, states))
            {
                var copy = new StateCopy();
                long offset = states.Stage.NextOffset(partition);
                states.Stage.Save(partition, copy);
                _last[partition] = (offset, _lookedAt);
                _writing = Task.Run(() => Write(partition, offset, copy, Patience));
                return;
            }
        }
    }

    /// <summary>Writes states before they go; those that there is no time for are left out.</summary>
    public void TakeNow(RowStage stage, IEnumerable<TopicPartition> partitions)
    {
        long start = time.GetTimestamp();
        foreach (TopicPartition partition in partitions)
        {
            long offset = stage.NextOffset(partition);
            if (_writing.Wait(Left()) && offset > _last.GetValueOrDefault(partition).Offset)
            {
                var copy = new StateCopy();
                stage.Save(partition, copy);
                Write(partition, offset, copy, Left());
            }
        }

        TimeSpan Left() => LastPatience - time.GetElapsedTime(start) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
    }

    /// <summary>A partition is gone.</summary>
    public void Forget(TopicPartition partition) => _last.Remove(partition);

    /// <summary>Waits for the last one to be written.</summary>
    public void Dispose() => _writing.Wait(LastPatience);

    private bool IsDue(TopicPartition partition, KeyedState states) =>
        !_last.TryGetValue(partition, out (long Offset, long At) last)
        || (time.GetElapsedTime(last.At) >= interval && last.Offset < states.Stage.NextOffset(partition)
            && last.Offset <= states.StoredOf(partition));

    private void Write(TopicPartition partition, long offset, StateCopy copy, TimeSpan patience)
    {
        try
        {
            snapshots.Write(partition, offset, copy, patience);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_saidAt == 0 || time.GetElapsedTime(_saidAt) >= SayInterval)
            {
                _saidAt = time.GetTimestamp();
                LogNotWritten(stream, e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Stream {Stream}: a snapshot of its state cannot be written; a start without it reads more of the topic again: {Reason}")]
    private partial void LogNotWritten(string stream, string reason);
}
