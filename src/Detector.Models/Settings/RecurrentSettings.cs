using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>What recurrent models have of their own.</summary>
public sealed record RecurrentSettings
{
    [Description("The layers' kind: Lstm or Gru.")]
    public CellKind Cell { get; init; } = CellKind.Lstm;

    [Range(1, 8), Description("Layers of the encoder and of the decoder each.")]
    public int Layers { get; init; } = 1;

    [Description("Whether the decoder makes the last step first: what the encoder saw last is what it remembers best.")]
    public bool Reversed { get; init; } = true;
}
