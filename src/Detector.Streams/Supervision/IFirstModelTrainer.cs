using Detector.Streams.Settings;

namespace Detector.Streams.Supervision;

/// <summary>Trains a stream's first model on what its topics already hold.</summary>
public interface IFirstModelTrainer
{
    /// <summary>Waits until there are enough events, trains, and saves the model, which then is current.</summary>
    /// <returns>Its version.</returns>
    Task<string> TrainAsync(string stream, StreamSettings settings, CancellationToken cancellation);
}
