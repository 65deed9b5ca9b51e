using Detector.Streams.Settings;

namespace Detector.Retraining.Runs;

/// <summary>Trains a stream's next model somewhere else.</summary>
internal interface ITrainerRunner
{
    /// <summary>Trains, compares and promotes, and waits for it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="task">What is asked for.</param>
    /// <param name="tell">Told how it goes.</param>
    /// <param name="cancellation">Ends it at once.</param>
    Task<TrainerEnd> RunAsync(
        string stream, StreamSettings settings, TrainerTask task, Action<TrainerLine> tell, CancellationToken cancellation);
}
