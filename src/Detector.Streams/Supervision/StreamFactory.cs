using Detector.Core.Alerts;
using Detector.Core.Schemas;
using Detector.Models.Bundles;
using Detector.Streams.Observers;
using Detector.Streams.Repartitioning;
using Detector.Streams.Settings;
using Detector.Streams.Shadow;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Supervision;

/// <summary>Makes streams that find their models in a registry and their events in Kafka.</summary>
/// <param name="registry">Where models are.</param>
/// <param name="metrics">The process's metrics.</param>
/// <param name="onAlert">Told of every alert that is handed over (the streams' publisher threads).</param>
/// <param name="trainer">Trains first models.</param>
/// <param name="version">The program's version, for dead letters.</param>
internal sealed class StreamFactory(
    ModelRegistry registry,
    DetectorMetrics metrics,
    Action<Alert> onAlert,
    IFirstModelTrainer trainer,
    string version,
    TimeProvider time,
    ILogger logger)
    : IStreamFactory
{
    public StreamRun Create(string name, StreamSettings settings)
    {
        var drift = new DriftObserver(metrics, name, settings.Drift, time, logger);
        StreamSettings read = settings.AsRead(name);
        var monitor = new StreamMonitor(metrics, name, read.Source.Topics, new Schema(settings.Schema), time, onAlert);
        var schema = new Schema(settings.Schema);
        var shadow = new ShadowLane(schema.Layout, settings.Window, settings.Batch.SizeFor(schema, settings.Window.Steps));
        return new StreamRun(
            name,
            new ModelWatch(name, settings, registry, time, logger),
            settings.Retraining.FirstModelEvents > 0 ? cancellation => trainer.TrainAsync(name, read, cancellation) : null,
            model => new KafkaLine(name, read, registry.StateFolder(name), model, version, [monitor, drift, shadow], time, logger),
            monitor, time, logger, drift)
        {
            Shadow = shadow,
            MakeForwarding = settings.State.Repartition is null ? null
                : () => new KafkaForwarding(name, settings, registry.StateFolder(name), version, [monitor], time, logger),
        };
    }
}
