using Detector.Streams.Pipeline;

namespace Detector.Streams.Supervision;

/// <summary>Knows which model a stream is to be served by.</summary>
internal interface IModelWatch
{
    /// <summary>Why the model that was promoted last does not serve; null where it does, or where there is none. Any thread.</summary>
    string? Problem { get; }

    /// <summary>The model to begin with; null where there is none yet.</summary>
    /// <exception cref="Exception">It cannot serve; the message says why.</exception>
    ServingModel? First();

    /// <summary>Another model than the one given out last, ready to score; null where there is none, or none that can serve.</summary>
    ServingModel? Next();
}
