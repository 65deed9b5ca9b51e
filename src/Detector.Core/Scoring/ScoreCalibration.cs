namespace Detector.Core.Scoring;

/// <summary>What turns features, reconstruction and code into a score; learned from rows, kept in the bundle.</summary>
public sealed record ScoreCalibration
{
    /// <summary>What the residual is multiplied by: its weight over its mean on held-out rows.</summary>
    public required double ResidualFactor { get; init; }

    /// <summary>What the features' distance is multiplied by; 0 leaves it out.</summary>
    public required double DistanceFactor { get; init; }

    /// <summary>What the code's distance is multiplied by; 0 leaves it out.</summary>
    public required double CodeFactor { get; init; }

    /// <summary>How far features are from those of the training rows.</summary>
    public required Whitening Features { get; init; }

    /// <summary>How far codes are from those of the training rows.</summary>
    public required Whitening Codes { get; init; }
}
