using Microsoft.Extensions.Logging;

namespace Detector.Streams.Pipeline;

internal sealed partial class StreamPipeline
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private long _toldAt;
    private long _toldSeen;
    private long _toldSkipped;

    // Frames are skipped on purpose, but never without a word.
    private void TellSkipped()
    {
        if (_skipper is null || _time.GetElapsedTime(_toldAt) < TellEvery)
        {
            return;
        }

        if (_skipper.Skipped > _toldSkipped)
        {
            LogSkipped(
                _options.Stream, _skipper.Skipped - _toldSkipped, _skipper.Seen - _toldSeen, _time.GetElapsedTime(_toldAt),
                _skipper.FramesPerSecond);
        }

        (_toldAt, _toldSeen, _toldSkipped) = (_time.GetTimestamp(), _skipper.Seen, _skipper.Skipped);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Stream {Stream}: {Skipped} of {Seen} frames of the last {Time} were not scored, as Skip:FramesPerSecond is {Rate}")]
    private partial void LogSkipped(string stream, long skipped, long seen, TimeSpan time, double rate);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: giving up {Count} partitions, finishing what is in flight")]
    private partial void LogRevoking(string stream, int count);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Stream {Stream}: {Count} partitions were lost or begin again; "
            + "their events in flight are forgotten, and may be alerted twice, with the same ids")]
    private partial void LogLost(string stream, int count);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Stream {Stream}: {Events} events in flight were not acknowledged within {Timeout}; "
            + "they are not committed and will be consumed again")]
    private partial void LogDrainTimeout(string stream, long events, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream}: nothing was scored and delivered for {Time}; reading waits")]
    private partial void LogPaused(string stream, TimeSpan time);
}
