namespace Detector.Streams.Shadow;

/// <summary>What a model in shadow has done.</summary>
/// <param name="Scored">Events that it scored.</param>
/// <param name="Skipped">Events that it did not, since it or the line was busy.</param>
/// <param name="Alerts">Of those scored, how many it would have alerted.</param>
/// <param name="ServingAlerts">Of those scored, how many the serving model alerted.</param>
public sealed record ShadowCounts(long Scored, long Skipped, long Alerts, long ServingAlerts);
