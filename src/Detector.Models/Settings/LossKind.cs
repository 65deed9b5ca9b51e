namespace Detector.Models.Settings;

/// <summary>What training makes small, averaged over the features.</summary>
public enum LossKind
{
    /// <summary>Squared error.</summary>
    Mse,

    /// <summary>Absolute error.</summary>
    Mae,

    /// <summary>Squared error up to a half, absolute error less a quarter beyond.</summary>
    Huber,

    /// <summary>Binary cross-entropy: for schemas whose features all lie between 0 and 1 (min-max scaling).</summary>
    Bce,
}
