namespace Detector.Models.Bundles;

/// <summary>What a stream's folder names beside its versions.</summary>
public enum RegistryPointer
{
    /// <summary>The version that serves.</summary>
    Current,

    /// <summary>The version that served before it.</summary>
    Previous,

    /// <summary>A version that was trained to serve and does not yet.</summary>
    Challenger,

    /// <summary>The version that serves until a person, and no program, says otherwise.</summary>
    Pinned,

    /// <summary>The threshold that was set after training.</summary>
    Threshold,
}
