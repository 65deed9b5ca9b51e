namespace Detector.Kafka.Sources;

/// <summary>
/// Remembers which groups have started, since a broker forgets a group with its last topic, or when it has been away for long.
/// Consumer thread.
/// </summary>
public interface IGroupStarts
{
    /// <summary>Whether a group's start has been noted.</summary>
    /// <param name="cluster">The brokers' own id.</param>
    /// <param name="group">The group's name.</param>
    bool Has(string cluster, string group);

    /// <summary>Notes that a group has started; once more does nothing.</summary>
    /// <exception cref="IOException">It cannot be noted.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be noted.</exception>
    void Note(string cluster, string group);
}
