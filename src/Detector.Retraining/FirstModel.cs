using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Retraining;

/// <summary>
/// Trains a stream's first model on what its topics already hold. The events are only looked at: when the model serves, the stream starts at its
/// committed offset and scores them like all others.
/// </summary>
public sealed class FirstModel(
    string stream, Schema schema, ModelSettings model, ThresholdSettings threshold, ModelRegistry registry, TimeProvider time)
{
    // How often the topics are looked at again while they hold too few events.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>Gathers the events, waiting until there are enough, trains, saves the model and promotes it; blocks its thread.</summary>
    /// <param name="history">The stream's topics.</param>
    /// <param name="events">Events to train on; those that cannot be decoded are left out.</param>
    /// <param name="gathered">Told how many of the events there are, while they are too few.</param>
    /// <param name="progress">Told how the training goes.</param>
    /// <returns>The version of the new model, which serves unless another was promoted meanwhile.</returns>
    public string Train(
        IEventHistory history, int events, Action<long>? gathered, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        RowSet rows = Gather(history, events, gathered, cancellation);
        TrainedModel trained = new Trainer(schema, model, threshold, time).Train(SampleSet.Vectors(rows), progress, cancellation);
        string version = registry.Save(stream, trained);
        registry.TryPromote(stream, version, null,
            Change.Of("first model", $"trained on {events} events of the stream's topics, as none served"));
        return version;
    }

    private RowSet Gather(IEventHistory history, int events, Action<long>? gathered, CancellationToken cancellation)
    {
        while (true)
        {
            var names = new CategoryNames();
            var rows = new RowSet(schema.FieldCount, names);
            var standIns = new StandInCounts(schema.FieldCount);
            IMessageDecoder decoder = MessageDecoder.Create(schema, names);
            double[] row = new double[schema.FieldCount];
            long read = history.Read(events, HistoryPart.First, Add, cancellation);
            gathered?.Invoke(read);
            if (read >= events)
            {
                return Checked(rows, standIns);
            }

            Task.Delay(LookInterval, time, cancellation).GetAwaiter().GetResult();

            void Add(in EventView message)
            {
                if (decoder.Decode(message.Payload, row).Ok)
                {
                    rows.Add(row);
                    standIns.Add(decoder.StandIns);
                }
            }
        }
    }

    private RowSet Checked(RowSet rows, StandInCounts standIns)
    {
        for (int field = 0; field < standIns.Counts.Length && rows.Count > 0; field++)
        {
            if (standIns.Counts[field] == rows.Count)
            {
                throw new TrainingException(schema.Fields[field].NoValue + ".");
            }
        }

        return rows;
    }
}
