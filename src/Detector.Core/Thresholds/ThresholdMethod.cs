namespace Detector.Core.Thresholds;

/// <summary>How a threshold is learned from held-out scores.</summary>
public enum ThresholdMethod
{
    /// <summary>The (1 - target) quantile, one standard error to the safe side.</summary>
    Quantile,

    /// <summary>Mean + k standard deviations; k from the target if not given.</summary>
    MeanSigma,

    /// <summary>Median + k × 1.4826 × median absolute deviation; k from the target if not given.</summary>
    MedianMad,
}
