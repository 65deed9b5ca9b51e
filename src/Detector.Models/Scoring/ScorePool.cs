namespace Detector.Models.Scoring;

/// <summary>
/// The scores that a threshold is learned from. Held-out rows alone are few, so their tail is a matter of luck; training rows are many,
/// but score a little lower, the more so the stranger they are, since the model was fitted to them. Brought to the held-out rows' mean
/// they are counted in, and held-out rows so often that both weigh the same.
/// </summary>
/// <param name="Scores">The scores; a held-out row's more than once.</param>
/// <param name="Rows">Rows that they are of.</param>
internal sealed record ScorePool(float[] Scores, int Rows)
{
    /// <param name="heldOut">[h] scores of held-out rows.</param>
    /// <param name="training">[n] scores of training rows, the trimmed ones among them.</param>
    public static ScorePool Of(float[] heldOut, float[] training)
    {
        double ratio = Mean(heldOut) / Mean(training);
        int times = Math.Max(1, (int)Math.Round((double)training.Length / heldOut.Length));
        if (!double.IsFinite(ratio))
        {
            return new(heldOut, heldOut.Length);
        }

        IEnumerable<float> repeated = Enumerable.Repeat(heldOut, times).SelectMany(scores => scores);
        return new([.. repeated, .. training.Select(score => (float)(score * ratio))], heldOut.Length + training.Length);
    }

    private static double Mean(float[] scores) => scores.Average(score => (double)score);
}
