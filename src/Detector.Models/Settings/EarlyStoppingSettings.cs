using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>The rows kept from training, and when training stops because of them.</summary>
public sealed record EarlyStoppingSettings
{
    [Range(0.01, 0.5)]
    [Description("Share of the rows kept from training: they decide when to stop, and unless the threshold is CrossFit "
        + "they calibrate the score and teach the threshold.")]
    public double HeldOut { get; init; } = 0.2;

    [Range(0, 1000)]
    [Description("Training stops after so many checks of the held-out loss without a better one; "
        + "0 trains to the end and keeps the last weights instead of the best. Fifty checks are made over the whole training. "
        + "Default: 0 for plain dense models of vectors, 10 for all others.")]
    public int? Patience { get; init; }
}
