namespace Detector.Models.Bundles;

/// <summary>What a threshold was made of.</summary>
public enum ThresholdOrigin
{
    /// <summary>The scores of the rows that its model held out, which the model's folder keeps.</summary>
    HeldOut,

    /// <summary>The scores of other rows, given later.</summary>
    Rows,

    /// <summary>A number that somebody chose.</summary>
    Chosen,
}
