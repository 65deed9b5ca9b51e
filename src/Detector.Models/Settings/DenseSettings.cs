using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>What dense and linear models have of their own.</summary>
public sealed record DenseSettings
{
    [Description("Whether the decoder's weights are the encoder's, transposed.")]
    public bool Tied { get; init; }

    [Range(0.0, 0.9)]
    [Description("Share of the steps in which each layer first learns by itself, "
        + "one after the other, to reconstruct the layer before it; 0 is none.")]
    public double Pretraining { get; init; }
}
