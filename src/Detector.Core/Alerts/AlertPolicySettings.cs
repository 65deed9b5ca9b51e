using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Core.Alerts;

/// <summary>How an alert is graded and what it tells.</summary>
public sealed record AlertPolicySettings
{
    [Range(1.0, 1e6), Description("A score of at least so many times the threshold is critical; below that it is a warning.")]
    public double CriticalFactor { get; init; } = 2;

    [Range(1, 1000), Description("At most so many features are named, those with the largest shares.")]
    public int Features { get; init; } = 5;
}
