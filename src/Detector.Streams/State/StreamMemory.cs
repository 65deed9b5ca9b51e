using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.State;
using Detector.Models.Bundles;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;

namespace Detector.Streams.State;

/// <summary>What a stream takes of memory, told before it starts.</summary>
/// <param name="settings">The stream's settings.</param>
/// <param name="load">What it is to have.</param>
public sealed class StreamMemory(StreamSettings settings, StreamLoad load)
{
    private const double EventsAKey = 8;
    private const long Megabyte = 1 << 20;
    private const int Scorers = 2; // one for all events, and one that explains

    private readonly Schema _schema = new(settings.Schema);

    /// <summary>Events a second: as many as there are to be, or as let each key have eight in its longest window.</summary>
    public double EventsPerSecond => load.EventsPerSecond ?? settings.Schema.Aggregates
        .Select(aggregate => EventsAKey * load.KeysOf(aggregate.By) / aggregate.Window.TotalSeconds).DefaultIfEmpty().Min();

    /// <summary>What is kept of keys, all partitions together.</summary>
    public IEnumerable<StateShare> Keys()
    {
        int partitions = load.Partitions;
        VerdictNames? verdicts = settings.Labels.Form is { } form ? new(form.ToString(), settings.Labels.Within) : null;
        var estimate = new StateEstimate(_schema, verdicts, EventsPerSecond / partitions);
        IEnumerable<StateShare> shares = estimate.Aggregates(names => Math.Max(1, load.KeysOf(names) / partitions));
        if (settings.Window.IsSequence)
        {
            long keys = settings.Window.Of == SequenceOf.Partition ? 1 : Math.Max(1, load.Keys / partitions);
            shares = shares.Append(estimate.Sequences(settings.Window, keys));
        }

        return shares.Select(share => share with
        {
            Count = share.Count * partitions, Bytes = share.Bytes * partitions, SavedBytes = share.SavedBytes * partitions,
        });
    }

    /// <summary>Batches in flight, and how many events each has.</summary>
    public (int Count, int Events, long Bytes) Batches()
    {
        int events = settings.Batch.SizeFor(_schema, settings.Window.Steps);
        int count = new PipelineOptions { Stream = "" }.BatchesInFlight;
        long before = GC.GetAllocatedBytesForCurrentThread();
        var one = new WorkItem(events, _schema.Layout);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(one);
        return (count, events, count * bytes);
    }

    /// <summary>Weights of a model, once for scoring and once for explaining.</summary>
    public static long Model(Manifest manifest) =>
        Scorers * sizeof(float) * manifest.Weights.Values.Sum(shape => shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>Messages that are fetched ahead, those to be forwarded as well.</summary>
    public long Prefetched => (settings.State.Repartition is null ? 1 : 2) * settings.Source.PrefetchMegabytes * Megabyte;

    /// <summary>The bound of all partitions' keys, beyond which those leave that were not seen for the longest time.</summary>
    public long MostBytes => load.Partitions * settings.State.Share(settings.Schema).State.MaxMegabytes * Megabyte;

    /// <inheritdoc cref="MostBytes"/>
    public long MostKeys => (long)load.Partitions * settings.State.Share(settings.Schema).State.MaxKeys;
}
