namespace Detector.Retraining.Comparison;

/// <summary>What became of a challenger.</summary>
public enum Outcome
{
    /// <summary>It serves.</summary>
    Promoted,

    /// <summary>It is worse than the champion, which goes on serving.</summary>
    Rejected,

    /// <summary>It is not worse, and somebody is to decide.</summary>
    Asked,

    /// <summary>It is not worse, and scores beside the champion first.</summary>
    Shadowed,

    /// <summary>Another model was promoted while it was trained.</summary>
    Superseded,
}
