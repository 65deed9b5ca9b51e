using Detector.Core.Drift;
using Prometheus;

namespace Detector.Streams.Observers;

/// <summary>The metrics of drift. What is not known has no series.</summary>
internal sealed class DriftMetrics
{
    private static readonly string[] PerField = ["stream", "field"];

    public DriftMetrics(MetricFactory metrics)
    {
        Level = metrics.CreateGauge(
            "detector_drift_level",
            "How far a stream is from what its model was trained on: 0 steady, 1 moving, 2 drifted; signal is inputs, score or alerts.",
            "stream", "signal");
        Psi = metrics.CreateGauge(
            "detector_drift_field_psi", "Population stability index of a field's latest events against the training rows.", PerField);
        Missing = metrics.CreateGauge("detector_drift_missing_ratio", "Share of a field's latest events without a value.", PerField);
        New = metrics.CreateGauge(
            "detector_drift_new_category_ratio", "Share of a field's latest events with a category that the model does not know.",
            PerField);
        Score = metrics.CreateGauge(
            "detector_drift_score_ratio", "How many times as high the usual score is as it was at first.", "stream");
        Alerts = metrics.CreateGauge(
            "detector_drift_alert_ratio",
            "Share of the latest events over the threshold (of: got) with its band (got_low, got_high), and between which shares it "
            + "may be (asked_low, asked_high).",
            "stream", "of");
        Bursts = metrics.CreateCounter(
            "detector_alert_bursts_total",
            "Times that nearly all of a hundred events in a row, or of a minute, were over the threshold, by the field that differed "
            + "most.",
            PerField);
    }

    public Gauge Level { get; }

    public Gauge Psi { get; }

    public Gauge Missing { get; }

    public Gauge New { get; }

    public Gauge Score { get; }

    public Gauge Alerts { get; }

    public Counter Bursts { get; }

    /// <summary>How a stream is now.</summary>
    public void Show(string stream, DriftStatus status)
    {
        Show(stream, "inputs", status.Fields is [var most, ..] ? most.Level : DriftLevel.Unknown);
        Show(stream, "score", status.Score?.Level ?? DriftLevel.Unknown);
        Show(stream, "alerts", status.Alerts?.Level ?? DriftLevel.Unknown);
        foreach (FieldShift field in status.Fields)
        {
            Psi.WithLabels(stream, field.Name).Set(field.Psi);
            Missing.WithLabels(stream, field.Name).Set(field.Missing);
            if (field.New is { } unknown)
            {
                New.WithLabels(stream, field.Name).Set(unknown);
            }
        }

        if (status.Score is { } score)
        {
            Score.WithLabels(stream).Set(score.Now / score.AtFirst);
        }

        if (status.Alerts is { } alerts)
        {
            Alerts.WithLabels(stream, "got").Set(alerts.Got);
            Alerts.WithLabels(stream, "got_low").Set(alerts.GotBand.Low);
            Alerts.WithLabels(stream, "got_high").Set(alerts.GotBand.High);
            Alerts.WithLabels(stream, "asked_low").Set(alerts.AskedBand.Low);
            Alerts.WithLabels(stream, "asked_high").Set(alerts.AskedBand.High);
        }
    }

    /// <summary>Takes a stream's series away, but for what is counted.</summary>
    public void Hide(string stream)
    {
        DetectorMetrics.Remove(Level, stream);
        DetectorMetrics.Remove(Psi, stream);
        DetectorMetrics.Remove(Missing, stream);
        DetectorMetrics.Remove(New, stream);
        DetectorMetrics.Remove(Score, stream);
        DetectorMetrics.Remove(Alerts, stream);
    }

    /// <summary>Takes all of a stream's series away.</summary>
    public void Remove(string stream)
    {
        Hide(stream);
        DetectorMetrics.Remove(Bursts, stream);
    }

    private void Show(string stream, string signal, DriftLevel level)
    {
        if (level == DriftLevel.Unknown)
        {
            Level.RemoveLabelled(stream, signal);
        }
        else
        {
            Level.WithLabels(stream, signal).Set(level - DriftLevel.Steady);
        }
    }
}
