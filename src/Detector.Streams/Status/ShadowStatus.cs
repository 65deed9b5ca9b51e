namespace Detector.Streams.Status;

/// <summary>A challenger that scores beside the model that serves, and alerts nothing.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Until">When it is judged.</param>
/// <param name="Scored">Events that it scored.</param>
/// <param name="Skipped">Events that it did not, since it or the line was busy.</param>
/// <param name="Alerts">Of those scored, how many it would have alerted.</param>
/// <param name="ServingAlerts">Of those scored, how many the serving model alerted.</param>
public sealed record ShadowStatus(
    string Version, DateTimeOffset Until, long Scored, long Skipped, long Alerts, long ServingAlerts);
