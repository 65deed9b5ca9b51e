using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Core.State;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.State;

/// <summary>
/// Brings verdicts to the states of a stream's partitions: before an event is worked on, all are read that were there when it came.
/// Each state knows how far it has heard, so that one that begins is told what it lacks, and the others nothing twice. Consumer thread.
/// </summary>
internal sealed partial class VerdictFeed : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SayInterval = TimeSpan.FromMinutes(1);

    private readonly string _stream;
    private readonly ISideTopic _topic;
    private readonly VerdictDecoder _decoder;
    private readonly RowStage _stage;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _patience;
    private readonly ManualResetEvent _stopping = new(false); // never disposed: whoever stops late may still set it
    private readonly Dictionary<int, long> _seen = [];
    private long _saidAt;
    private long _heard;
    private bool _isThere;

    /// <param name="stream">The stream.</param>
    /// <param name="topic">Where they come from.</param>
    /// <param name="decoder">Reads them.</param>
    /// <param name="stage">Where they go.</param>
    /// <param name="patience">How long events wait for them before the line gives up.</param>
    public VerdictFeed(
        string stream, ISideTopic topic, VerdictDecoder decoder, RowStage stage, TimeSpan patience, TimeProvider time, ILogger logger)
    {
        (_stream, _topic, _decoder, _stage, _patience, _time, _logger) = (stream, topic, decoder, stage, patience, time, logger);
        stage.Began += Begin;
    }

    /// <summary>Messages that are no verdicts.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Waits a moment for their topic; whether it was there once.</summary>
    public bool AwaitTopic(TimeSpan wait)
    {
        _isThere = _isThere || _topic.IsThere();
        if (!_isThere)
        {
            _stopping.WaitOne(10 * wait); // a broker is asked once a second
        }

        return _isThere;
    }

    /// <summary>Nothing is waited for any more. Any thread.</summary>
    public void Stop() => _stopping.Set();

    /// <summary>Hears what is there, where it is there at once.</summary>
    public void Look() => _topic.ReadToEnd(Hear, TimeSpan.Zero);

    /// <summary>Hears all that is there now; false where the stream stops before.</summary>
    /// <exception cref="SourceFailedException">It cannot be read.</exception>
    public bool CatchUp()
    {
        long start = _time.GetTimestamp();
        for (long heard = _heard; !_topic.ReadToEnd(Hear, Slice);)
        {
            if (_stopping.WaitOne(Slice))
            {
                return false;
            }

            if (_heard != heard)
            {
                (heard, start) = (_heard, _time.GetTimestamp());
            }
            else if (_time.GetElapsedTime(start) >= _patience)
            {
                throw new SourceFailedException(
                    $"the verdicts of topic {_topic.Name} cannot be read, and no event is scored without them"
                    + (_topic.Problem is { } problem ? $": {problem}" : ""));
            }
        }

        return true;
    }

    public void Dispose() => _topic.Dispose();

    // Within an event's work, which cannot be left undone but by ending all of it.
    private void Begin(TopicPartition partition)
    {
        _topic.Rewind(_stage.Heard(partition));
        if (!CatchUp())
        {
            throw new OperationCanceledException("the stream stops");
        }
    }

    private void Hear(in EventView message)
    {
        _heard++;
        if (_decoder.TryDecode(message, out Verdict verdict, out string reason))
        {
            _stage.Hear(verdict);
        }
        else if (message.Offset >= _seen.GetValueOrDefault(message.Partition.Partition))
        {
            Unreadable++;
            if (_saidAt == 0 || _time.GetElapsedTime(_saidAt) >= SayInterval)
            {
                _saidAt = _time.GetTimestamp();
                LogUnreadable(_stream, _topic.Name, message.Partition.Partition, message.Offset, reason, Unreadable);
            }
        }

        _seen[message.Partition.Partition] =
            Math.Max(message.Offset + 1, _seen.GetValueOrDefault(message.Partition.Partition));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Stream {Stream}: the message of {Topic}/{Partition} at offset {Offset} is no verdict, and is left out: {Reason} "
        + "({Count} so far)")]
    private partial void LogUnreadable(string stream, string topic, int partition, long offset, string reason, long count);
}
