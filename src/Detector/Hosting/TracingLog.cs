using System.Diagnostics.Tracing;
using System.Globalization;
using Detector.Core.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Detector.Hosting;

/// <summary>
/// Says, once a minute at most, what OpenTelemetry says to event sources only: that spans do not reach their collector. They are lost
/// then; events and alerts are not.
/// </summary>
/// <param name="endpoint">The collector's.</param>
/// <param name="logger">Where it is said.</param>
/// <param name="time">Whose minutes.</param>
internal sealed partial class TracingLog(string endpoint, ILogger logger, TimeProvider time) : EventListener, IHostedService
{
    private const string Sdk = "OpenTelemetry-Sdk";
    private const string Exporters = "OpenTelemetry-Exporter-";
    private const int Longest = 300;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _saidAt;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Sdk || eventSource.Name.StartsWith(Exporters, StringComparison.Ordinal))
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base class listens before this one is made.
        if (logger is null || time is null || _gate is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_saidAt is { } at && time.GetElapsedTime(at) < Interval)
            {
                return;
            }

            _saidAt = time.GetTimestamp();
        }

        LogLost(endpoint, ShortText.Cut(
            string.Format(CultureInfo.InvariantCulture, eventData.Message ?? "", [.. eventData.Payload ?? []]), Longest));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Spans do not all reach {Endpoint}; events and alerts go on: {Reason}")]
    private partial void LogLost(string endpoint, string reason);
}
