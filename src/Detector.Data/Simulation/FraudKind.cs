namespace Detector.Data.Simulation;

/// <summary>What a simulated fraud does.</summary>
public enum FraudKind
{
    /// <summary>An honest transaction.</summary>
    None,

    /// <summary>One purchase far above the card's habit.</summary>
    Amount,

    /// <summary>A costly purchase in the small hours, of a sort that thieves like.</summary>
    Night,

    /// <summary>A stolen number tried with many small payments within minutes.</summary>
    Burst,

    /// <summary>A copied card used in a far country while its owner is at home.</summary>
    Abroad,
}
