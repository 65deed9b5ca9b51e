namespace Detector.Kafka.Settings;

/// <summary>Where a group starts that has committed no offset yet.</summary>
public enum StartFrom
{
    /// <summary>At the oldest message that the broker still has.</summary>
    Earliest,

    /// <summary>
    /// At the messages that come from now on; what comes into being later, partition or topic, is read from its beginning.
    /// </summary>
    Latest,
}
