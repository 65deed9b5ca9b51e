using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>How a reconstruction and a code become a score.</summary>
public sealed record ScoreSettings
{
    [Range(0.0, 100.0), Description("Weight of the code's part beside the residual's; 0 scores by the residual alone.")]
    public double CodeWeight { get; init; } = 1;

    [Range(1, 64), Description("Number of nearest codes whose mean distance is the code's part.")]
    public int Neighbours { get; init; } = 5;

    [Range(1, 100_000), Description("At most so many codes of training rows are kept for comparison; the cost of an event grows with it.")]
    public int References { get; init; } = 2000;
}
