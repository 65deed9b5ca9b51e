namespace Detector.Models.Training;

/// <summary>
/// The scores that a threshold is learned from. Held-out rows alone are few, so their tail is a matter of luck; training rows are many,
/// but score a little lower, since the model was fitted to them. Brought to the held-out rows' mean they can be counted in.
/// </summary>
internal static class ScorePool
{
    /// <param name="heldOut">[h] scores of held-out rows.</param>
    /// <param name="training">[n] scores of training rows, the trimmed ones among them.</param>
    public static float[] Of(float[] heldOut, float[] training)
    {
        double ratio = Mean(heldOut) / Mean(training);
        return double.IsFinite(ratio) ? [.. heldOut, .. training.Select(score => (float)(score * ratio))] : heldOut;
    }

    private static double Mean(float[] scores) => scores.Average(score => (double)score);
}
