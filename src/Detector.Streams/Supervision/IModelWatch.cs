using Detector.Streams.Pipeline;

namespace Detector.Streams.Supervision;

/// <summary>Knows which model a stream is to be served by, and which threshold decides.</summary>
internal interface IModelWatch
{
    /// <summary>Why what the registry names, a model or a threshold, is not in force; null where it is. Any thread.</summary>
    string? Problem { get; }

    /// <summary>The model to begin with; null where there is none yet.</summary>
    /// <exception cref="Exception">It cannot serve; the message says why.</exception>
    ServingModel? First();

    /// <summary>Another model than the one given out last, ready to score; null where there is none, or none that can serve.</summary>
    ServingModel? Next();

    /// <summary>What the scores of the model given out last are decided by, where that has changed; null where it has not.</summary>
    AlertRule? NextRule();
}
