using System.Runtime.InteropServices;
using Prometheus;

namespace Detector.Streams.Observers;

/// <summary>Every metric of the daemon. No label grows with the data.</summary>
internal sealed class DetectorMetrics
{
    /// <summary>Upper bounds of the buckets of <see cref="EventAge"/>, in seconds.</summary>
    public static readonly double[] AgeBuckets = Histogram.ExponentialBuckets(0.001, 2.5, 14);

    /// <summary>Of <see cref="ReconstructionError"/>.</summary>
    public static readonly double[] ErrorBuckets = Histogram.ExponentialBuckets(0.01, 1.6, 20);

    /// <summary>Of <see cref="Score"/>.</summary>
    public static readonly double[] ScoreBuckets = Histogram.ExponentialBuckets(0.125, 1.5, 20);

    private static readonly string[] Stream = ["stream"];

    /// <param name="registry">Where they are registered.</param>
    /// <param name="version">The program's version.</param>
    public DetectorMetrics(CollectorRegistry registry, string version)
    {
        MetricFactory metrics = Metrics.WithCustomRegistry(registry);
        Consumed = metrics.CreateCounter(
            "detector_events_consumed_total", "Events taken from Kafka.", Stream);
        Scored = metrics.CreateCounter(
            "detector_events_scored_total", "Events scored by a model.", Stream);
        DeadLettered = metrics.CreateCounter(
            "detector_events_dead_lettered_total",
            "Events that could not be decoded and went to the dead-letter topic.", "stream", "reason");
        Jumps = metrics.CreateCounter(
            "detector_position_jumps_total",
            "Times that a partition was read on elsewhere than after the event read last.", "stream", "topic", "reason");
        Skipped = metrics.CreateCounter(
            "detector_events_skipped_total",
            "Events that were gone before they could be read, as far as their number is known.", "stream", "topic", "reason");
        SkippedFrames = metrics.CreateCounter(
            "detector_frames_skipped_total", "Frames that were not scored, as Skip:FramesPerSecond asks.", Stream);
        MissingValues = metrics.CreateCounter(
            "detector_values_missing_total",
            "Values that were missing or unreadable, so that a stand-in was scored (Missing: Mean or Constant).", "stream", "field");
        UnknownCategories = metrics.CreateCounter(
            "detector_categories_unknown_total",
            "Values of a category that the model does not know, so that \"other\" was scored.", "stream", "field");
        Alerts = metrics.CreateCounter(
            "detector_alerts_total", "Alerts published.", "stream", "severity");
        AlertParts = metrics.CreateCounter(
            "detector_alert_score_parts_total",
            "Shares of the published alerts' scores, by the score's part: those of one alert add up to 1.",
            "stream", "part");
        WhatIf = metrics.CreateCounter(
            "detector_what_if_alerts_total", "Events that a threshold so many times as high as the present one would have alerted.",
            "stream", "times");
        GivenUp = metrics.CreateCounter(
            "detector_messages_given_up_total", "Alerts and dead letters that their topic will never take; the log names each.", Stream);
        WebhookAlerts = metrics.CreateCounter(
            "detector_webhook_alerts_total", "Alerts that Alerts:Webhook was told of (sent), or was not and will not be (dropped).",
            "stream", "outcome");
        EventAge = metrics.CreateHistogram(
            "detector_event_age_seconds", "Time from an event's Kafka timestamp to the end of its batch's scoring.",
            new HistogramConfiguration { LabelNames = Stream, Buckets = AgeBuckets });
        ScoringTime = metrics.CreateHistogram(
            "detector_batch_scoring_seconds", "Time to score one batch.",
            new HistogramConfiguration { LabelNames = Stream, Buckets = Histogram.ExponentialBuckets(0.0001, 2, 16) });
        BatchSize = metrics.CreateHistogram(
            "detector_batch_events", "Events in a batch.",
            new HistogramConfiguration { LabelNames = Stream, Buckets = Histogram.ExponentialBuckets(1, 2, 15) });
        ReconstructionError = metrics.CreateHistogram(
            "detector_reconstruction_error", "Root mean square reconstruction error of an event over its scaled features.",
            new HistogramConfiguration { LabelNames = Stream, Buckets = ErrorBuckets });
        Score = metrics.CreateHistogram(
            "detector_score", "Calibrated anomaly score of an event.",
            new HistogramConfiguration { LabelNames = Stream, Buckets = ScoreBuckets });
        Threshold = metrics.CreateGauge(
            "detector_threshold", "Score above which an event raises an alert.", Stream);
        Target = metrics.CreateGauge(
            "detector_threshold_target_ratio",
            "Share of usual events that the threshold was learned to alert; absent where none is known.", Stream);
        Lag = metrics.CreateGauge(
            "detector_consumer_lag_events",
            "Events in the partition that this stream has not consumed yet.", "stream", "topic", "partition");
        InFlight = metrics.CreateGauge(
            "detector_batches_in_flight", "Batches between consuming and publishing.", Stream);
        QueueCapacity = metrics.CreateGauge(
            "detector_batches_in_flight_limit", "Batches that may be between consuming and publishing; then the consumer waits.", Stream);
        Keys = metrics.CreateGauge("detector_state_keys", "Keys, and pairs of keys, of which something is kept.", Stream);
        KeyBytes = metrics.CreateGauge("detector_state_bytes", "Bytes that the kept events of keys take.", Stream);
        Evicted = metrics.CreateCounter(
            "detector_state_evicted_keys_total", "Keys that left with events still in their windows, to make room.", Stream);
        Late = metrics.CreateCounter(
            "detector_state_late_events_total", "Events that came so late that later ones do not see them.", Stream);
        Incomplete = metrics.CreateCounter(
            "detector_pivot_incomplete_rows_total", "Rows of which metrics did not come in time.", Stream);
        Unlisted = metrics.CreateCounter(
            "detector_pivot_unlisted_messages_total", "Messages of metrics that are none of the schema's fields.", Stream);
        Gaps = metrics.CreateCounter(
            "detector_state_gaps_total",
            "Times that the broker no longer had all events that a partition's aggregates look back to.", Stream);
        Repeats = metrics.CreateCounter(
            "detector_repartition_repeats_total",
            "Messages that were forwarded to the re-partition topic once more, as after a crash, and left out.", Stream);
        Verdicts = metrics.CreateCounter(
            "detector_verdicts_total",
            "Verdicts on events: judged (the event is known), unknown (no partition that is here has it, counted for each), unreadable.",
            "stream", "outcome");
        ToRestore = metrics.CreateGauge(
            "detector_state_restoring_events", "Events that are still to be read again before scoring goes on.", Stream);
        Ready = metrics.CreateGauge(
            "detector_stream_ready", "1 where the stream has a model, a broker, an assignment and its state.", Stream);
        ModelInfo = metrics.CreateGauge(
            "detector_model_info", "1 for the model version that serves.", "stream", "version", "family", "device");
        ModelLoaded = metrics.CreateGauge(
            "detector_model_load_timestamp_seconds", "Unix time at which the serving model was loaded.", Stream);
        ModelCreated = metrics.CreateGauge(
            "detector_model_created_timestamp_seconds", "Unix time at which the serving model was trained.", Stream);
        Drift = new DriftMetrics(metrics);
        Counter allocated = metrics.CreateCounter(
            "detector_allocated_bytes_total", "Memory that managed code of the process has allocated since it started.");
        registry.AddBeforeCollectCallback(() => allocated.IncTo(GC.GetTotalAllocatedBytes()));
        metrics.CreateGauge("detector_build_info", "1; the labels tell the build.", "version", "runtime")
            .WithLabels(version, RuntimeInformation.FrameworkDescription).Set(1);
    }

    public Counter Consumed { get; }

    public Counter Scored { get; }

    public Counter DeadLettered { get; }

    public Counter Jumps { get; }

    public Counter Skipped { get; }

    public Counter SkippedFrames { get; }

    public Counter MissingValues { get; }

    public Counter UnknownCategories { get; }

    public Counter Alerts { get; }

    public Counter AlertParts { get; }

    public Counter WhatIf { get; }

    public Counter GivenUp { get; }

    public Counter WebhookAlerts { get; }

    public Histogram EventAge { get; }

    public Histogram ScoringTime { get; }

    public Histogram BatchSize { get; }

    public Histogram ReconstructionError { get; }

    public Histogram Score { get; }

    public Gauge Threshold { get; }

    public Gauge Target { get; }

    public Gauge Lag { get; }

    public Gauge InFlight { get; }

    public Gauge QueueCapacity { get; }

    public Gauge Keys { get; }

    public Gauge KeyBytes { get; }

    public Counter Evicted { get; }

    public Counter Late { get; }

    public Counter Incomplete { get; }

    public Counter Unlisted { get; }

    public Counter Gaps { get; }

    public Counter Repeats { get; }

    public Counter Verdicts { get; }

    public Gauge ToRestore { get; }

    public Gauge Ready { get; }

    public Gauge ModelInfo { get; }

    public Gauge ModelLoaded { get; }

    public Gauge ModelCreated { get; }

    public DriftMetrics Drift { get; }

    /// <summary>Takes a stream's series away.</summary>
    public void Remove(string stream)
    {
        Drift.Remove(stream);
        Remove(Consumed, stream);
        Remove(Scored, stream);
        Remove(DeadLettered, stream);
        Remove(Jumps, stream);
        Remove(Skipped, stream);
        Remove(SkippedFrames, stream);
        Remove(Alerts, stream);
        Remove(AlertParts, stream);
        Remove(WhatIf, stream);
        Remove(GivenUp, stream);
        Remove(WebhookAlerts, stream);
        Remove(MissingValues, stream);
        Remove(UnknownCategories, stream);
        Remove(EventAge, stream);
        Remove(ScoringTime, stream);
        Remove(BatchSize, stream);
        Remove(ReconstructionError, stream);
        Remove(Score, stream);
        Remove(Threshold, stream);
        Remove(Target, stream);
        Remove(Lag, stream);
        Remove(InFlight, stream);
        Remove(QueueCapacity, stream);
        Remove(Keys, stream);
        Remove(KeyBytes, stream);
        Remove(Evicted, stream);
        Remove(Late, stream);
        Remove(Incomplete, stream);
        Remove(Unlisted, stream);
        Remove(Gaps, stream);
        Remove(Repeats, stream);
        Remove(Verdicts, stream);
        Remove(ToRestore, stream);
        Remove(Ready, stream);
        Remove(ModelInfo, stream);
        Remove(ModelLoaded, stream);
        Remove(ModelCreated, stream);
    }

    internal static void Remove<T>(Collector<T> metric, string stream)
        where T : ChildBase
    {
        foreach (string[] labels in metric.GetAllLabelValues().Where(labels => labels[0] == stream).ToArray())
        {
            metric.RemoveLabelled(labels);
        }
    }
}
