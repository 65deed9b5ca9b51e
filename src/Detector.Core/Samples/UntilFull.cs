namespace Detector.Core.Samples;

/// <summary>What is done with an event whose sequence is not full.</summary>
public enum UntilFull
{
    /// <summary>It is scored; the steps that are not there are absent.</summary>
    Pad,

    /// <summary>It is not scored.</summary>
    Wait,
}
