namespace Detector.Kafka.Settings;

/// <summary>Which kind of Kafka's clients.</summary>
public enum ClientKind
{
    /// <summary>Reads.</summary>
    Consumer,

    /// <summary>Writes.</summary>
    Producer,
}
