using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>How sparse coding makes samples of few atoms of a dictionary. The number of atoms is Model.Widths.</summary>
public sealed record SparseCodingSettings
{
    [Range(1e-6, 1000.0), Description("What an atom's use costs: weight of the codes' absolute sum, beside half of the squared error.")]
    public double Penalty { get; init; } = 0.3;

    [Range(1, 10_000), Description("Steps in which a code is found. Dictionaries of atoms that are all alike need more.")]
    public int Iterations { get; init; } = 200;
}
