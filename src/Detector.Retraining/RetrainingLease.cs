using Detector.Models.Bundles;
using Detector.Models.Training;

namespace Detector.Retraining;

/// <summary>Held by whoever trains a stream's next model: one at a time for all that share a registry.</summary>
internal static class RetrainingLease
{
    /// <summary>Takes it; disposing the result, or the end of this process, gives it back.</summary>
    /// <exception cref="TrainingException">Another process holds it.</exception>
    /// <exception cref="IOException">The registry cannot be written.</exception>
    public static IDisposable Take(ModelRegistry registry, string stream, string why) => registry.TakeLease(stream, why)
        ?? throw new TrainingException($"another process trains a model of {stream} now; one does at a time.");

    /// <summary>When a training of the stream began last, by whomever; null where none has.</summary>
    public static DateTimeOffset? LastBegun(ModelRegistry registry, string stream) => registry.LastLease(stream);
}
