using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>What keeps the code of a contractive model from following small changes of its input.</summary>
public sealed record ContractiveSettings
{
    [Range(0.0, 1000.0), Description("Weight of the squared length of the code's gradient with respect to the input, per feature.")]
    public double Penalty { get; init; } = 0.1;
}
