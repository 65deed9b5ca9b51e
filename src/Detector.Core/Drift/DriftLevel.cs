namespace Detector.Core.Drift;

/// <summary>How far something is from what the model was trained on.</summary>
public enum DriftLevel
{
    /// <summary>Not known yet, or not to be known: too few events, or a model that did not note what it was trained on.</summary>
    Unknown,

    /// <summary>As it was.</summary>
    Steady,

    /// <summary>Not quite as it was; nothing is to be done about it yet.</summary>
    Moving,

    /// <summary>Another than it was.</summary>
    Drifted,
}
