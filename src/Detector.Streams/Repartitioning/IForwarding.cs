using Detector.Streams.Status;

namespace Detector.Streams.Repartitioning;

/// <summary>A stream's messages on their way to its re-partition topic, whether or not there is a model yet.</summary>
internal interface IForwarding : IAsyncDisposable
{
    /// <summary>Ends with it; faulted where it failed.</summary>
    Task Completion { get; }

    /// <summary>How it is now. Any thread.</summary>
    LineStatus Status { get; }

    void Start();

    /// <summary>Waits for what is under way, then ends.</summary>
    void Stop();
}
