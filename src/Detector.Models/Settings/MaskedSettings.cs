using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>How a masked model hides features and predicts them from the others.</summary>
public sealed record MaskedSettings
{
    [Range(0.0, 0.9), Description("Least share of a row's features that is hidden in training; each row has a share of its own.")]
    public double LeastHidden { get; init; } = 0.15;

    [Range(0.01, 0.9), Description("Largest share of a row's features that is hidden in training.")]
    public double MostHidden { get; init; } = 0.5;

    [Range(0, 4096)]
    [Description("In scoring, groups of features that are hidden and predicted one after the other; "
        + "a pass each. 0: a group for each feature, but at most 16.")]
    public int Groups { get; init; }
}
