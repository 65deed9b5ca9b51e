namespace Detector.Core.Scoring;

/// <summary>What turns a reconstruction and a code into a score; learned from rows, kept in the bundle.</summary>
public sealed record ScoreCalibration
{
    /// <summary>What the residual is divided by: its mean over held-out rows.</summary>
    public required double ResidualScale { get; init; }

    /// <summary>What the code's distance is divided by: its mean over held-out rows, over the code's weight.</summary>
    public required double CodeScale { get; init; }

    /// <summary>Number of nearest reference codes whose mean distance counts.</summary>
    public required int Neighbours { get; init; }

    /// <summary>[F] mean of the training rows' features: what a field's usual value is taken to be when a score is explained.</summary>
    public required float[] FeatureMean { get; init; }

    /// <summary>[C] mean of the training rows' codes.</summary>
    public required float[] CodeMean { get; init; }

    /// <summary>[C] standard deviation of the training rows' codes; 1 where a code does not move.</summary>
    public required float[] CodeDeviation { get; init; }

    /// <summary>[R * C] standardised codes of training rows, row-major. Empty: the score is the residual's part alone.</summary>
    public required float[] References { get; init; }
}
