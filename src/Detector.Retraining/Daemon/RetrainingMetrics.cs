using Detector.Streams.Status;
using Prometheus;

namespace Detector.Retraining.Daemon;

/// <summary>Metrics of retraining.</summary>
internal sealed class RetrainingMetrics
{
    private static readonly string[] Stream = ["stream"];

    public RetrainingMetrics(CollectorRegistry registry)
    {
        MetricFactory metrics = Metrics.WithCustomRegistry(registry);
        Running = metrics.CreateGauge("detector_retraining_running", "1 while this process has a training under way.", Stream);
        Progress = metrics.CreateGauge(
            "detector_retraining_progress_ratio", "Share of the training's present stage that is done.", Stream);
        Loss = metrics.CreateGauge("detector_retraining_loss", "Loss on rows held out of the present or last training.", Stream);
        Ended = metrics.CreateCounter("detector_retraining_runs_total", "Trainings that have ended, by what became of them.",
            "stream", "outcome");
        Duration = metrics.CreateGauge("detector_retraining_duration_seconds", "How long the last training took.", Stream);
        ShadowEvents = metrics.CreateGauge(
            "detector_shadow_events", "Events since the challenger in shadow began, by what it did with them.", "stream", "kind");
        ShadowAlerts = metrics.CreateGauge(
            "detector_shadow_alerts",
            "Of the events that the challenger in shadow has scored: those that it would have alerted, and that were alerted.",
            "stream", "kind");
        LastEnd = metrics.CreateGauge(
            "detector_retraining_last_end_timestamp_seconds", "Unix time at which the last training ended.", Stream);
    }

    public Gauge Running { get; }

    public Gauge Progress { get; }

    public Gauge Loss { get; }

    public Counter Ended { get; }

    public Gauge Duration { get; }

    public Gauge LastEnd { get; }

    private Gauge ShadowEvents { get; }

    private Gauge ShadowAlerts { get; }

    /// <summary>How a challenger in shadow is; null: there is none.</summary>
    public void Show(string stream, ShadowStatus? shadow)
    {
        Set(ShadowEvents, stream, "scored", shadow?.Scored);
        Set(ShadowEvents, stream, "skipped", shadow?.Skipped);
        Set(ShadowAlerts, stream, "challenger", shadow?.Alerts);
        Set(ShadowAlerts, stream, "serving", shadow?.ServingAlerts);
    }

    private static void Set(Gauge gauge, string stream, string kind, long? value)
    {
        if (value is { } count)
        {
            gauge.WithLabels(stream, kind).Set(count);
        }
        else
        {
            gauge.RemoveLabelled(stream, kind);
        }
    }

    /// <summary>Shows a stream's series from the beginning: one that begins above 0 hides its first rise.</summary>
    public void Add(string stream)
    {
        Running.WithLabels(stream).Set(0);
        foreach (string outcome in RetrainingOutcome.All)
        {
            Ended.WithLabels(stream, outcome);
        }
    }

    /// <summary>Takes a stream's series away.</summary>
    public void Remove(string stream)
    {
        foreach (Collector<Gauge.Child> gauge in (Collector<Gauge.Child>[])[Running, Progress, Loss, Duration, LastEnd])
        {
            gauge.RemoveLabelled(stream);
        }

        Show(stream, null);
        foreach (string outcome in RetrainingOutcome.All)
        {
            Ended.RemoveLabelled(stream, outcome);
        }
    }
}
