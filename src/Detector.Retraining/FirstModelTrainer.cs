using Detector.Core.Schemas;
using Detector.Kafka.History;
using Detector.Models.Bundles;
using Detector.Streams.Settings;
using Detector.Streams.Supervision;
using Microsoft.Extensions.Logging;

namespace Detector.Retraining;

/// <summary>Trains first models on what streams' topics hold, each on a thread of its own.</summary>
public sealed class FirstModelTrainer(ModelRegistry registry, ILoggerFactory loggers, TimeProvider time) : IFirstModelTrainer
{
    public Task<string> TrainAsync(string stream, StreamSettings settings, CancellationToken cancellation)
    {
        ILogger logger = loggers.CreateLogger("Detector");
        var history = new TopicHistory(settings.Source, logger, time, settings.State.Repartition is not null);
        var first = new FirstModel(
            stream, new Schema(settings.Schema), settings.Window, settings.Model, settings.Threshold, registry, logger, time);
        return Task.Factory.StartNew(
            () => first.Train(history, settings.Retraining.FirstModelEvents, null, null, cancellation),
            cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
