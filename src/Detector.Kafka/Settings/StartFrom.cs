namespace Detector.Kafka.Settings;

/// <summary>Where a group starts in a partition that it has no committed offset for.</summary>
public enum StartFrom
{
    /// <summary>At the oldest message that the broker still has.</summary>
    Earliest,

    /// <summary>At the messages that come from now on.</summary>
    Latest,
}
