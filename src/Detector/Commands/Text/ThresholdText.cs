using Detector.Core.Thresholds;
using Detector.Models.Bundles;

namespace Detector.Commands.Text;

/// <summary>What there is to say of thresholds.</summary>
internal static class ThresholdText
{
    // As many rows above a threshold as tell a share from chance.
    private const double FewRows = 10;

    /// <summary>What a threshold was made of.</summary>
    public static string Origin(Threshold threshold, ThresholdOrigin origin) => origin switch
    {
        ThresholdOrigin.Chosen => "a number that was chosen",
        ThresholdOrigin.Rows =>
            $"{Numbers.Count(threshold.Samples, "row")} that were given, {For(threshold)}",
        _ => $"{Numbers.Count(threshold.Samples, "row")} of the model's training, {For(threshold)}",
    };

    /// <summary>How many of the held-out rows score above a value.</summary>
    public static string Above(HeldOutScores scores, double value) =>
        $"{Numbers.Percent(scores.ShareAbove(value))} of {Numbers.Count(scores.HeldOut.Length, "row")} that the model was not fitted to";

    /// <summary>What to say where a model's scores are not kept.</summary>
    public static string NoScores(string stream) =>
        $"the model of {stream} was made by a release that kept no scores: "
        + "\"detector threshold set --value\" and \"detector threshold relearn --input FILE\" "
        + $"change its threshold, and so does \"detector train --stream {stream}\"";

    /// <summary>Version of the threshold that is set; null where none is, or what names it is damaged, which setting one mends.</summary>
    public static string? Set(ModelRegistry registry, string stream)
    {
        try
        {
            return registry.Read(stream, RegistryPointer.Threshold);
        }
        catch (BundleException)
        {
            return null;
        }
    }

    /// <summary>Tells of a threshold that was set.</summary>
    public static void Tell(string stream, StoredThreshold stored, HeldOutScores? scores, TextWriter output, TextWriter error)
    {
        Threshold threshold = stored.Threshold;
        output.WriteLine($"{Numbers.Significant(threshold.Value)} is the threshold of {stream} now, "
            + $"version {threshold.Version}, of {Origin(threshold, stored.Origin)}");
        if (scores is not null)
        {
            output.WriteLine($"Above it: {Above(scores, threshold.Value)}");
        }

        double above = threshold.Target * threshold.Samples;
        if (stored.Origin != ThresholdOrigin.Chosen && above < FewRows)
        {
            error.WriteLine(
                $"{Numbers.Count(threshold.Samples, "row")} say little about {Numbers.Percent(threshold.Target)} false alarms, "
                + $"which is {Numbers.Significant(above)} of them: "
                + $"{Numbers.Count((long)Math.Ceiling(FewRows / threshold.Target), "row")} would say more");
        }
    }

    private static string For(Threshold threshold) => $"for {Numbers.Percent(threshold.Target)} false alarms ({threshold.Method})";
}
