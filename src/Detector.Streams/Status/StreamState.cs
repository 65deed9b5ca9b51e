namespace Detector.Streams.Status;

/// <summary>What a stream is about.</summary>
public enum StreamState
{
    /// <summary>Not scoring, or not all that it should: <see cref="StreamStatus.Missing"/> says what it waits for.</summary>
    Waiting,

    /// <summary>Not scoring yet: its first model is being trained.</summary>
    Training,

    /// <summary>Not scoring all that it should: what it knows of some partitions' keys is being rebuilt first.</summary>
    Restoring,

    /// <summary>Scoring.</summary>
    Running,

    /// <summary>Not scoring: <see cref="StreamStatus.Reason"/> says why. It is tried again.</summary>
    Failed,

    /// <summary>Finishing what is in flight, to end.</summary>
    Stopping,

    /// <summary>Ended, as it was told to.</summary>
    Stopped,
}
