namespace Detector.Models.Training;

/// <summary>A fit and what it makes of the rows.</summary>
/// <param name="Result">The weights.</param>
/// <param name="Places">Which of the training rows it was fitted to, in rising order.</param>
/// <param name="Training">All training rows, those not fitted to among them.</param>
/// <param name="HeldOut">The held-out rows.</param>
internal sealed record Fitted(FitResult Result, int[] Places, Encoded Training, Encoded HeldOut)
{
    /// <summary>The places of the training rows without the worst reconstructed ones.</summary>
    public int[] WithoutWorst(int count)
    {
        float[] errors = Training.Errors();
        return [.. Places.OrderBy(place => errors[place]).SkipLast(count).Order()];
    }
}
