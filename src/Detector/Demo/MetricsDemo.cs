using System.Globalization;
using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Data.Simulation.Metrics;
using Detector.Kafka;
using Detector.Settings;

namespace Detector.Demo;

/// <summary>The demo of machines' metrics: windows of each machine's last rows, and incidents.</summary>
internal sealed class MetricsDemo(DemoOptions options, TextWriter output, TimeProvider time) : DemoRunner(options, output, time)
{
    private const string Gap = "  ";

    private readonly DemoOptions _options = options;
    private readonly MetricsLedger _ledger = new();
    private readonly MetricsFeed _feed = new(options, time);

    protected override string Stream => DemoSettings.Machines;

    protected override string Title => "simulated machines' metrics, each row seen with those before it, with known anomalies";

    protected override string Columns => "time, severity, machine, begins or is over, score / threshold, the truth, and why";

    protected override (int Count, string Words) History => (
        _options.Rows,
        $"{Numbers.Count(_options.Rows, "row")} of {MetricsFeed.Hosts} machines, in which all is usual");

    protected override DetectorSettings Settings(string bootstrap) => DemoSettings.ForMetrics(bootstrap, _options.Registry);

    protected override void WriteHistory(TopicWriter writer, CancellationToken cancellation) => _feed.WriteHistory(writer, cancellation);

    protected override Task[] Live(TopicWriter writer, IServiceProvider services, CancellationToken ended) =>
        [_feed.RunAsync(writer, _ledger, ended), ShowStatusAsync(() => _feed.Sent, _ledger.Tally, ended)];

    protected override void Show(Alert alert)
    {
        if (alert.Incident is { } incident)
        {
            Say(Line(alert, incident, _ledger.Count(alert, incident)));
        }
    }

    protected override string Summary(double target) => $"{Numbers.Count(_feed.Sent, "row")}: {_ledger.Tally()}.";

    // Such as "Tue 10:42  CRITICAL  host-3  begins   3.1x  shift      cpu=91.2 (14 to 52)".
    private string Line(Alert alert, IncidentReport incident, MetricAnomalyKind truth)
    {
        bool isOver = incident.State == IncidentState.Closed;
        DateTimeOffset when = isOver ? incident.End!.Value : alert.EventTime;
        string severity = alert.Severity == Severity.Critical ? "CRITICAL" : "warning ";
        string what = $"{(truth == MetricAnomalyKind.None ? "all usual" : truth.ToString().ToLowerInvariant()),-9}";
        string line = string.Join(
            Gap,
            Paint.Faint(when.ToString("ddd HH:mm", CultureInfo.InvariantCulture)),
            alert.Severity == Severity.Critical ? Paint.Alarm(severity) : Paint.Warning(severity),
            alert.Key,
            isOver ? "is over" : "begins ",
            string.Create(CultureInfo.InvariantCulture, $"{alert.Score / alert.Threshold,4:0.0}x"),
            truth == MetricAnomalyKind.None ? Paint.Faint(what) : Paint.Good(what));
        return isOver || alert.Features.Count == 0 ? line : $"{line}{Gap}{alert.Features[0].Name}={alert.Features[0].Value}"
            + $" (expected {alert.Features[0].Expected})";
    }
}
