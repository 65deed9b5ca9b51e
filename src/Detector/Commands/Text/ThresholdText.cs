using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Storage;
using Detector.Models.Training;

namespace Detector.Commands.Text;

/// <summary>What there is to say of thresholds.</summary>
internal static class ThresholdText
{
    // As many rows above a threshold as tell a share from chance.
    private const double FewRows = 10;

    private const string Halves = ", each half scored by what the other half taught";

    /// <summary>
    /// Such as "1.1 % of 2,000 held-out rows pass it (the target is 1 %)", or, where the rows are too few for that,
    /// "0 of 2,000 held-out rows pass it (the target is 0.001 %; from 2,000 rows a rate below 0.05 % cannot be told)".
    /// </summary>
    /// <param name="threshold">The threshold.</param>
    /// <param name="training">The rows that it was learned from.</param>
    /// <param name="over">The share of them over the threshold, 0..1.</param>
    public static string Shown(Threshold threshold, TrainingSummary training, double over) =>
        Shown(threshold, training.HeldOutRows, training.CrossFittedRows, over);

    /// <inheritdoc cref="Shown(Threshold, TrainingSummary, double)"/>
    public static string Shown(Threshold threshold, TrainingReport training) =>
        Shown(threshold, training.HeldOutRows, training.CrossFittedRows, training.HeldOutOver(threshold));

    /// <summary>Such as "from 82 rows a rate below 2 % cannot be told"; null where the target can.</summary>
    public static string? CannotTell(int rows, double target) => target < Threshold.LeastRate(rows)
        ? $"from {Numbers.Count(rows, "row")} a rate below {Numbers.Percent(Threshold.LeastRate(rows))} cannot be told"
        : null;

    /// <summary>What a threshold was made of.</summary>
    public static string Origin(Threshold threshold, ThresholdOrigin origin) => origin switch
    {
        ThresholdOrigin.Chosen => "a number that was chosen",
        ThresholdOrigin.Rows =>
            $"{Numbers.Count(threshold.Samples, "row")} that were given, {For(threshold)}",
        _ => $"{Numbers.Count(threshold.Samples, "row")} of the model's training, {For(threshold)}",
    };

    /// <summary>How many of the rows that were not fitted score above a value.</summary>
    public static string Above(HeldOutScores scores, double value) =>
        $"{Numbers.Percent(scores.ShareAbove(value))} of {Numbers.Count(scores.HeldOut.Length, "row")}"
        + (scores.IsCrossFitted ? Halves : " that the model was not fitted to");

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

    private static string Shown(Threshold threshold, int heldOut, int crossFitted, double over)
    {
        int rows = crossFitted > 0 ? crossFitted : heldOut;
        string target = Numbers.Percent(threshold.Target);
        string? cannot = threshold.K is null ? CannotTell(rows, threshold.Target) : null;
        string share = cannot is null ? Numbers.Percent(over) : Numbers.Count((long)Math.Round(over * rows));
        string of = crossFitted > 0 ? $"{Numbers.Count(rows, "row")}{Halves}," : Numbers.Count(rows, "held-out row");
        string wanted = threshold.K is { } k ? $"K {Numbers.Significant(k)} made it; the target of {target} has no part in it"
            : $"the target is {target}{(cannot is null ? "" : $"; {cannot}")}";
        return $"{share} of {of} pass it ({wanted})";
    }

    private static string For(Threshold threshold) => $"for {Numbers.Percent(threshold.Target)} false alarms ({threshold.Method})";
}
