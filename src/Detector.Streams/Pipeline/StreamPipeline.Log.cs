using Microsoft.Extensions.Logging;

namespace Detector.Streams.Pipeline;

internal sealed partial class StreamPipeline
{
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
