using Detector.Core.Alerts;
using Detector.Core.Sources;
using Detector.Dashboard.Alerts;
using Detector.Kafka.History;
using Detector.Kafka.Settings;
using Detector.Settings;
using Detector.Streams.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detector.Hosting;

/// <summary>
/// Reads the streams' latest alerts back from their topics at the start, so that the page has them after a restart. The streams do not
/// wait for it, and what cannot be read is said and left.
/// </summary>
internal sealed partial class AlertReadback(DetectorSettings settings, AlertLog alerts, ILoggerFactory loggers, TimeProvider time)
    : BackgroundService
{
    private readonly ILogger _logger = loggers.CreateLogger("Detector");

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        settings.Streams.Values.Select(Source).DistinctBy(source => (source.Bootstrap, source.Topics[0]))
            .Select(source => Task.Factory.StartNew(
                () => Read(source, stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private static SourceSettings Source(StreamSettings stream) => stream.Alerts.Bootstrap is { } bootstrap
        ? new SourceSettings { Bootstrap = bootstrap, Topics = [stream.Alerts.Topic], Security = stream.Alerts.Security }
        : stream.Source with { Topics = [stream.Alerts.Topic] };

    private void Read(SourceSettings source, CancellationToken stopping)
    {
        var found = new List<(long TimestampMs, Alert Alert)>();
        try
        {
            // A topic that is not there yet is nothing to warn of, and a broker that is not there the stream's source tells.
            new TopicHistory(source, NullLogger.Instance, time).Read(alerts.Capacity, HistoryPart.Last, (in EventView message) =>
            {
                // What others write to the topic is none of ours.
                if (AlertJson.Parse(message.Payload) is { } alert && settings.Streams.ContainsKey(alert.Stream))
                {
                    found.Add((message.TimestampMs, alert));
                }
            }, stopping);
        }
        catch (SourceFailedException e)
        {
            LogNotRead(source.Topics[0], e.Message);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        // A partition's alerts stay in its order.
        alerts.AddEarlier([.. found.OrderBy(one => one.TimestampMs).Select(one => one.Alert)]);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The page has no alerts of before the start of topic {Topic}: {Reason}")]
    private partial void LogNotRead(string topic, string reason);
}
