using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;
using Detector.Models.Training;
using Detector.Retraining.History;
using Detector.Streams.Lookback;
using Microsoft.Extensions.Logging;

namespace Detector.Retraining;

/// <summary>
/// Trains a stream's first model on what its topics already hold. The events are only looked at: when the model serves, the stream starts
/// at its committed offset and scores them like all others.
/// </summary>
/// <param name="stream">The stream's name.</param>
/// <param name="schema">Its schema.</param>
/// <param name="window">How many events make a sample, and which.</param>
public sealed partial class FirstModel(
    string stream,
    Schema schema,
    WindowSettings window,
    ModelSettings model,
    ThresholdSettings threshold,
    ModelRegistry registry,
    ILogger logger,
    TimeProvider time)
{
    // How often the topics' ends are looked at while they hold too few events.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>The verdicts that the schema's aggregates count; null where they count none.</summary>
    public PastVerdicts? Verdicts { get; init; }

    /// <summary>Waits until there are enough events, gathers them, trains, saves the model and promotes it; blocks its thread.</summary>
    /// <param name="history">The stream's topics.</param>
    /// <param name="events">Events to train on; those that cannot be decoded are left out, counted and told.</param>
    /// <param name="gathered">Told how many events there are, while they are too few.</param>
    /// <param name="progress">Told how the training goes.</param>
    /// <returns>The version of the new model, which serves unless another was promoted meanwhile.</returns>
    /// <exception cref="TrainingException">No event can be decoded, or they are not fit to train on.</exception>
    public string Train(
        IEventHistory history, int events, Action<long>? gathered, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        SampleSet samples = Gather(history, events, gathered, cancellation);

        // Beside it the daemon's other streams are scored.
        TrainedModel trained = new Trainer(schema, model, threshold, time) { Cores = 1 }.Train(samples, progress, cancellation);
        string version = registry.Save(stream, trained);
        registry.TryPromote(stream, version, null,
            Change.Of("first model", $"trained on {samples.Count} events of the stream's topics, as none served"));
        return version;
    }

    // Offsets may be more than events (compaction, transactions): then some
    // of those that were asked for are not there, and more of them are asked for.
    private SampleSet Gather(IEventHistory history, int events, Action<long>? gathered, CancellationToken cancellation)
    {
        for (long asked = events; ;)
        {
            long there = Await(history, asked, gathered, cancellation);
            var samples = new SampleBuilder(
                schema, window, place: (partition, offset) => HistoryRows.PlaceOf(history.Topics, partition, offset));
            var rows = new HistoryRows(schema, samples.Rows.CategoryNames, Verdicts);
            long count = history.Read(asked, HistoryPart.First, (in EventView message) => rows.Add(message, samples), cancellation);
            if (count >= events)
            {
                Check(rows);
                return samples.Build();
            }

            gathered?.Invoke(count);
            asked = Math.Max(Math.Min(2 * asked, there), asked + events - count);
        }
    }

    private long Await(IEventHistory history, long events, Action<long>? gathered, CancellationToken cancellation)
    {
        while (true)
        {
            long there = history.Count(cancellation);
            if (there >= events)
            {
                return there;
            }

            gathered?.Invoke(there);
            Task.Delay(LookInterval, time, cancellation).GetAwaiter().GetResult();
        }
    }

    private void Check(HistoryRows rows)
    {
        if (rows.Rejected > 0)
        {
            LogRejected(stream, rows.Rejected, rows.Rejected + rows.Good, rows.FirstReason!);
        }

        rows.Check();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Stream {Stream}: {Rejected} of {Events} events cannot be decoded and are left out of the training; the first: {Reason}")]
    private partial void LogRejected(string stream, long rejected, long events, string reason);
}
