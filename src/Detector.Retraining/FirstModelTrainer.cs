using Detector.Core.Schemas;
using Detector.Kafka.History;
using Detector.Models.Bundles;
using Detector.Streams.Lookback;
using Detector.Streams.Settings;
using Detector.Streams.Supervision;
using Microsoft.Extensions.Logging;

namespace Detector.Retraining;

/// <summary>Trains first models on what streams' topics hold, each on a thread of its own.</summary>
public sealed class FirstModelTrainer(ModelRegistry registry, ILoggerFactory loggers, TimeProvider time) : IFirstModelTrainer
{
    // As long as a line waits for verdicts before it says so.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Task<string> TrainAsync(string stream, StreamSettings settings, CancellationToken cancellation) => Task.Factory.StartNew(
        () => Train(stream, settings, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private string Train(string stream, StreamSettings settings, CancellationToken cancellation)
    {
        ILogger logger = loggers.CreateLogger("Detector");
        var history = new TopicHistory(settings.Source, logger, time);
        using SideTopic? topic = settings.Schema.CountsVerdicts() && settings.Labels.Topic is { } name
            ? new SideTopic(settings.Source, name, stream, logger, time) : null;
        var first = new FirstModel(
            stream, new Schema(settings.Schema), settings.Window, settings.Model, settings.Threshold, registry, logger, time)
        {
            Verdicts = topic is null ? null
                : new PastVerdicts(stream, settings.Source.Topics, settings.Labels, topic, Patience, time, logger, cancellation),
        };
        return first.Train(history, settings.Retraining.FirstModelEvents, null, null, cancellation);
    }
}
