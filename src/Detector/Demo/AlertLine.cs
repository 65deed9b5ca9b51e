using System.Globalization;
using Detector.Core.Alerts;
using Detector.Simulation;

namespace Detector.Demo;

/// <summary>An alert as one line of the terminal.</summary>
internal static class AlertLine
{
    private const int Features = 3;

    /// <summary>Such as "10:42:07  c00123  3.1x  fraud: abroad   country=TH (usually FR)  distance_km=9214 (12)".</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="fraud">What the transaction truly was.</param>
    /// <param name="width">Characters that the terminal has in a line.</param>
    public static string Format(Alert alert, FraudKind fraud, int width)
    {
        string severity = alert.Severity == Severity.Critical ? "CRITICAL" : "warning ";
        string truth = fraud == FraudKind.None ? "honest" : $"fraud: {fraud.ToString().ToLowerInvariant()}";
        string why = string.Join("  ", alert.Features.Take(Features).Select(Describe));
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{alert.EventTime:ddd HH:mm:ss}  {severity}  {alert.Key,-6}  {alert.Score / alert.Threshold,5:0.0}x  {truth,-13}  {why}");
        return line.Length <= width ? line : line[..(width - 1)] + "…";
    }

    private static string Describe(FeatureContribution feature) =>
        feature.Value == feature.Expected
            ? $"{feature.Name}={feature.Value}"
            : $"{feature.Name}={feature.Value} (expected {feature.Expected})";
}
