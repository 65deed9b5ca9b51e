using Detector.Core.Offsets;

namespace Detector.Core.Alerts;

/// <summary>Where alerts go.</summary>
public interface IAlertSink
{
    /// <summary>
    /// Hands an alert over for delivery, in order: holds the ticket at once and releases it when the alert is acknowledged.
    /// Then blocks while too many are under way (back-pressure).
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    void Publish(Alert alert, OffsetTicket ticket, CancellationToken cancellation);
}
