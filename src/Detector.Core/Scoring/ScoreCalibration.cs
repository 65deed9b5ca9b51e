namespace Detector.Core.Scoring;

/// <summary>What turns features, reconstruction and code into a score; learned from rows, kept in the bundle.</summary>
public sealed record ScoreCalibration
{
    /// <summary>What the residual is multiplied by: its weight over its mean on held-out rows.</summary>
    public required double ResidualFactor { get; init; }

    /// <summary>What the features' distance is multiplied by; 0 leaves it out.</summary>
    public required double DistanceFactor { get; init; }

    /// <summary>
    /// What the distance from the neighbours is multiplied by; 0 leaves it out. Of this and the features' distance the larger counts.
    /// </summary>
    public double NeighbourFactor { get; init; }

    /// <summary>What the code's distance is multiplied by; 0 leaves it out.</summary>
    public required double CodeFactor { get; init; }

    /// <summary>
    /// Where it is given, every part is divided by the root of the sample's <see cref="Contrast"/>, which is taken to be this at least.
    /// </summary>
    public double? LeastContrast { get; init; }

    /// <summary>Whether the residual is the model's own measure, less <see cref="OwnOffset"/>, instead of the features' errors.</summary>
    public bool TakesOwn { get; init; }

    /// <summary>The model's own measure of the most usual row; it may have any sign, a score is measured from there.</summary>
    public double OwnOffset { get; init; }

    /// <summary>[F] what each feature's error is multiplied by in the residual; null where they count alike.</summary>
    public float[]? ErrorScale { get; init; }

    /// <summary>How far a row's errors are from those of usual rows, where that is the residual.</summary>
    public Whitening? Errors { get; init; }

    /// <summary>
    /// How far features are from those of the training rows; of 2F columns where their squares count as well; null where that is left out.
    /// </summary>
    public required Whitening? Features { get; init; }

    /// <summary>What a sequence's distance is measured by in place of <see cref="Features"/>; null where it is not.</summary>
    public WindowCalibration? Windows { get; init; }

    /// <summary>Usual rows to measure from; null where that is left out.</summary>
    public Neighbours? Neighbours { get; init; }

    /// <summary>
    /// What the distance of a frame's strangest regions is multiplied by; 0 leaves it out. Of this, with <see cref="RegionOffset"/> added,
    /// and the sum of the other parts the larger counts.
    /// </summary>
    public double RegionFactor { get; init; }

    /// <summary>What is added to the regions' distance, so that usual frames' are about their other parts'.</summary>
    public double RegionOffset { get; init; }

    /// <summary>What a frame's regions usually show; null where that is left out.</summary>
    public Regions? Regions { get; init; }

    /// <summary>How far codes are from those of the training rows; null where that is left out.</summary>
    public required Whitening? Codes { get; init; }
}
