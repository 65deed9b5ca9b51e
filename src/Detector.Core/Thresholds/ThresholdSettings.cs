using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Core.Thresholds;

/// <summary>How a stream's threshold is learned.</summary>
public sealed record ThresholdSettings
{
    [Description("Quantile, MeanSigma (mean + k standard deviations) or MedianMad (median + k × 1.4826 × median absolute deviation).")]
    public ThresholdMethod Method { get; init; } = ThresholdMethod.Quantile;

    [Range(1e-6, 0.5), Description("The share of usual events that may raise an alert (the target false-alarm rate).")]
    public double Target { get; init; } = 0.01;

    [Description("Whether the score is calibrated and the threshold learned from all training rows, "
        + "each half scored by what the other half taught, rather than from the held-out rows: "
        + "right for few rows, and for rows that are like those before them. "
        + "Training takes two to three times as long. Default: yes for fewer than 20,000 rows.")]
    public bool? CrossFit { get; init; }

    [Range(0.0, 1000.0)]
    [Description("MeanSigma and MedianMad: the factor k. Default: from the target, as if scores were normally distributed.")]
    public double? K { get; init; }
}
