using Detector.Core.Thresholds;

namespace Detector.Commands.Text;

/// <summary>Tells what false alarms a threshold makes: what the held-out rows show, beside what was asked for.</summary>
internal static class ThresholdText
{
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
}
