using System.Globalization;
using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Data.Simulation;

namespace Detector.Demo;

/// <summary>An alert as one line of the terminal.</summary>
internal static class AlertLine
{
    private const int MostFeatures = 3;
    private const string Gap = "  ";

    /// <summary>Such as "Tue 10:42:07  CRITICAL  c00123   3.1x  fraud: abroad  country=TH (in 0.2 % of the training
    /// rows)  distance_km=9214 (0 to 12.6)".</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="fraud">What the transaction truly was.</param>
    /// <param name="width">Characters that a line may have; features that do not fit are left out.</param>
    /// <param name="paint">Colours.</param>
    public static string Format(Alert alert, FraudKind fraud, int width, Paint paint)
    {
        string time = alert.EventTime.ToString("ddd HH:mm:ss", CultureInfo.InvariantCulture);
        string severity = alert.Severity == Severity.Critical ? "CRITICAL" : "warning ";
        string card = $"{alert.Key,-6}";
        string score = string.Create(CultureInfo.InvariantCulture, $"{alert.Score / alert.Threshold,4:0.0}x");
        string truth = fraud == FraudKind.None ? "honest       " : $"{"fraud: " + fraud.ToString().ToLowerInvariant(),-13}";
        string why = Why(alert.Features, width - string.Join(Gap, time, severity, card, score, truth, "").Length);
        return string.Join(
            Gap,
            paint.Faint(time),
            alert.Severity == Severity.Critical ? paint.Alarm(severity) : paint.Warning(severity),
            card,
            score,
            fraud == FraudKind.None ? paint.Faint(truth) : paint.Good(truth),
            why);
    }

    // The first feature says what the brackets mean, where there is room for it.
    private static string Why(IReadOnlyList<FeatureContribution> features, int width)
    {
        if (features.Count == 0 || width < 1)
        {
            return "";
        }

        string why = Describe(features[0], inFull: true);
        why = why.Length <= width ? why : Describe(features[0], inFull: false);
        foreach (FeatureContribution feature in features.Take(MostFeatures).Skip(1))
        {
            string longer = why + Gap + Describe(feature, inFull: false);
            if (longer.Length > width)
            {
                break;
            }

            why = longer;
        }

        return why.Length <= width ? why : why[..(width - 1)] + "…";
    }

    private static string Describe(FeatureContribution feature, bool inFull)
    {
        string? note = feature switch
        {
            { Usual: null } => feature.Value == feature.Expected ? null : (inFull ? "expected " : "") + feature.Expected,
            { Usual.Has: true, TogetherWith: { Count: > 0 } others } =>
                (inFull ? "strange together with " : "with ") + string.Join(", ", others),
            { Usual.Has: true } => null,
            _ => inFull ? feature.Why : feature.Usual.ToString(),
        };
        return feature.Name + "=" + feature.Value + (note is null ? "" : $" ({note})");
    }
}
