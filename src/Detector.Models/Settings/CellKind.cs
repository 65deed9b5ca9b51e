namespace Detector.Models.Settings;

/// <summary>What a recurrent layer is made of.</summary>
public enum CellKind
{
    /// <summary>Long short-term memory (S. Hochreiter, J. Schmidhuber, 1997).</summary>
    Lstm,

    /// <summary>Gated recurrent units (K. Cho et al., 2014): a quarter cheaper.</summary>
    Gru,
}
