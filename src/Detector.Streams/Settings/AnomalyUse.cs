namespace Detector.Streams.Settings;

/// <summary>What a training does with events that are known to be anomalies, or taken for some.</summary>
public enum AnomalyUse
{
    /// <summary>It does without them.</summary>
    LeaveOut,

    /// <summary>One in ten of them is trained on.</summary>
    DownWeight,

    /// <summary>They are trained on like all others.</summary>
    Keep,
}
