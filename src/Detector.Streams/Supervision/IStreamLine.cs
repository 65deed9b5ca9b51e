using Detector.Streams.Pipeline;
using Detector.Streams.Status;

namespace Detector.Streams.Supervision;

/// <summary>A stream's line from topics to alerts while it runs. It owns the models that it is given.</summary>
internal interface IStreamLine : IAsyncDisposable
{
    /// <summary>Ends with the line; faulted where it failed.</summary>
    Task Completion { get; }

    /// <summary>How it is now. Any thread.</summary>
    LineStatus Status { get; }

    /// <summary>Whether a stop left events for the next start; known when it has ended.</summary>
    bool HasLeft { get; }

    void Start();

    /// <summary>Lets another model serve from the next batch on.</summary>
    void Swap(ServingModel model);

    /// <summary>Finishes what is in flight, then ends.</summary>
    void Stop();
}
