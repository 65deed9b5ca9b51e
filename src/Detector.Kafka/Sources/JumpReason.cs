namespace Detector.Kafka.Sources;

/// <summary>Why a source goes on elsewhere in a partition than after the event read last.</summary>
public enum JumpReason
{
    /// <summary>The broker had removed events before they were read.</summary>
    Retention,

    /// <summary>The topic was deleted and made anew, or lost its newest events: its offsets begin again.</summary>
    Recreated,
}
