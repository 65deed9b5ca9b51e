using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Kafka;
using Detector.Settings;

namespace Detector.Demo;

/// <summary>The demo of a camera: a street's frames, incidents in the terminal, their pictures on the page.</summary>
internal sealed class CameraDemo(DemoOptions options, TextWriter output, TimeProvider time) : DemoRunner(options, output, time)
{
    private readonly DemoOptions _options = options;
    private readonly SceneLedger _ledger = new();
    private readonly CameraFeed _feed = new(options, time);

    protected override string Stream => DemoSettings.Street;

    protected override string Title => "a simulated street before a camera, with known strange things; the page shows their pictures";

    protected override string Columns => "time, severity, begins or is over, score / threshold, the truth, and what a guard is told";

    protected override bool AreFrames => true;

    protected override (int Count, string Words) History => (
        _options.Frames,
        $"{Numbers.Count(_options.Frames, "frame")}, {Numbers.Time(TimeSpan.FromSeconds(_options.Frames / CameraFeed.Rate))} "
        + "in which people walk their usual ways");

    protected override DetectorSettings Settings(string bootstrap) => DemoSettings.ForCamera(bootstrap, _options.Registry);

    protected override void WriteHistory(TopicWriter writer, CancellationToken cancellation) => _feed.WriteHistory(writer, cancellation);

    protected override Task[] Live(TopicWriter writer, IServiceProvider services, CancellationToken ended) =>
        [_feed.RunAsync(writer, _ledger, ended), ShowStatusAsync(() => _feed.Sent, _ledger.Tally, ended)];

    protected override void Show(Alert alert)
    {
        if (alert.Incident is { } incident)
        {
            Say(IncidentLine.Format(alert, _ledger.Count(alert, incident), Width, Paint));
        }
    }

    protected override string Summary(double target) => $"{Numbers.Count(_feed.Sent, "frame")}: {_ledger.Tally()}.";
}
