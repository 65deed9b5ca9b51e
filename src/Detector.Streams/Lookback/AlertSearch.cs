using System.Text;
using Detector.Core.Alerts;
using Detector.Core.Sources;

namespace Detector.Streams.Lookback;

/// <summary>Finds an alert that was published.</summary>
/// <param name="history">The alerts' topic.</param>
/// <param name="patience">How long brokers and topic may be absent before it is given up.</param>
public sealed class AlertSearch(IEventHistory history, TimeSpan patience)
{
    // A clock that was put back.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <summary>The alert with an id; null where there is none.</summary>
    public Alert? ById(string id, CancellationToken cancellation) => First(id, null, alert => alert.Id == id, cancellation);

    /// <summary>The first alert that an event of a stream has raised; null where it has raised none.</summary>
    public Alert? ByPlace(
        string stream, string topic, int partition, long offset, DateTimeOffset queued, CancellationToken cancellation) =>
        First($"\"offset\":{offset}", queued - Slack, alert =>
            alert.Stream == stream && alert.Topic == topic && alert.Partition == partition && alert.Offset == offset, cancellation);

    private Alert? First(string part, DateTimeOffset? since, Func<Alert, bool> isIt, CancellationToken cancellation)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(part);
        Alert? found = null;
        foreach (OffsetRange range in Patience.Find(history, since, null, patience, cancellation).Where(range => range.Count > 0))
        {
            history.Read([range], (in EventView message) =>
            {
                if (found is null && message.Payload.IndexOf(bytes) >= 0 && AlertJson.Parse(message.Payload) is { } alert && isIt(alert))
                {
                    found = alert;
                }
            }, cancellation);
            if (found is not null)
            {
                break;
            }
        }

        return found;
    }
}
