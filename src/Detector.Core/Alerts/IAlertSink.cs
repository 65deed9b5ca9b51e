using Detector.Core.Offsets;

namespace Detector.Core.Alerts;

/// <summary>Where alerts go.</summary>
public interface IAlertSink
{
    /// <summary>
    /// Hands an alert over for delivery: holds the ticket at once and releases it when the alert is acknowledged.
    /// Blocks while too many are under way (back-pressure). An alert that cannot be delivered ends the process.
    /// </summary>
    void Publish(Alert alert, OffsetTicket ticket);
}
