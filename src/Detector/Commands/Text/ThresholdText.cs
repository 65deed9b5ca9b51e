using Detector.Core.Thresholds;
using Detector.Models.Bundles;

namespace Detector.Commands.Text;

/// <summary>What there is to say of thresholds.</summary>
internal static class ThresholdText
{
    // As many rows above a threshold as tell a share from chance.
    private const double FewRows = 10;

    /// <summary>
    /// Such as "1.1 % of 2,000 held-out rows pass it (the target is 1 %)", or, where the rows are too few for that,
    /// "0 of 2,000 held-out rows pass it (fewer than 100,000 rows cannot show the target of 0.001 %)".
    /// </summary>
    /// <param name="threshold">The threshold.</param>
    /// <param name="heldOut">Rows that were not trained on.</param>
    /// <param name="over">The share of them over the threshold, 0..1.</param>
    public static string Shown(Threshold threshold, int heldOut, double over)
    {
        string target = Numbers.Percent(threshold.Target);
        double needed = Math.Ceiling(1 / threshold.Target);
        bool isTooFew = heldOut < needed;
        string share = isTooFew ? Numbers.Count((long)Math.Round(over * heldOut)) : Numbers.Percent(over);
        string wanted = threshold switch
        {
            { K: { } k } => $"K {Numbers.Significant(k)} made it; the target of {target} has no part in it",
            _ when isTooFew => $"fewer than {Numbers.Count((long)needed)} rows cannot show the target of {target}",
            _ => $"the target is {target}",
        };
        return $"{share} of {Numbers.Count(heldOut, "held-out row")} pass it ({wanted})";
    }

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
