using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Core.Drift;
using Detector.Data.Simulation;
using Detector.Kafka;
using Detector.Retraining;
using Detector.Settings;
using Detector.Streams.Status;
using Detector.Streams.Supervision;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Demo;

/// <summary>The demo of card transactions with known frauds, in a world that changes.</summary>
internal sealed class TransactionDemo(DemoOptions options, TextWriter output, TimeProvider time) : DemoRunner(options, output, time)
{
    private readonly DemoOptions _options = options;
    private readonly TimeProvider _time = time;
    private readonly FraudLedger _ledger = new();
    private readonly LineQuota _lines = new(10);
    private readonly TransactionFeed _feed = new(new TransactionSimulator(options.Seed, new SimulationOptions()), time);

    protected override string Stream => DemoSettings.Stream;

    protected override string Title => "simulated card transactions with known frauds";

    protected override string Columns => "time, severity, card, score / threshold, the truth, and why";

    protected override (int Count, string Words) History =>
        (_options.History, $"the first {Numbers.Count(_options.History, "transaction")}, frauds among them and unlabelled");

    protected override DetectorSettings Settings(string bootstrap) =>
        DemoSettings.For(bootstrap, _options.Registry, _options.ChangeAfter > 0);

    protected override void WriteHistory(TopicWriter writer, CancellationToken cancellation) =>
        _feed.WriteHistory(writer, _options.History, cancellation);

    protected override Task[] Live(TopicWriter writer, IServiceProvider services, CancellationToken ended) =>
    [
        _feed.RunAsync(writer, _options.Rate, _ledger, ended), ChangeAsync(ended),
        ShowStatusAsync(() => _feed.Sent, () => _ledger.Tally(_feed.Sent, _lines.Look()), ended),
        TellRetrainingAsync(services.GetRequiredService<IRetrainer>(), services.GetRequiredService<StreamSupervisor>(), ended),
    ];

    protected override void Show(Alert alert)
    {
        if (_ledger.Count(alert) is { } fraud && _lines.Take())
        {
            Say(AlertLine.Format(alert, fraud, Width, Paint));
        }
    }

    protected override string Summary(double target) => _ledger.Summary(_feed.Sent, target);

    private async Task ChangeAsync(CancellationToken stop)
    {
        if (_options.ChangeAfter == 0)
        {
            await Task.Delay(Timeout.Infinite, stop);
        }

        await Task.Delay(TimeSpan.FromSeconds(_options.ChangeAfter), _time, stop);
        _feed.ChangeWorld();
        Say(Paint.Good("── The simulated world changes: prices are four times as high, and online shops 35 times as far away"));
        await Task.Delay(Timeout.Infinite, stop);
    }

    // What the daemon does about it, in a few lines.
    private async Task TellRetrainingAsync(IRetrainer retrainer, StreamSupervisor supervisor, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        var story = new RetrainingStory();
        while (await tick.WaitForNextTickAsync(stop))
        {
            DriftStatus? drift = supervisor.Read().FirstOrDefault(stream => stream.Name == Stream)?.Drift;
            foreach (string line in story.Tell(retrainer.Read(Stream) ?? new(), drift))
            {
                Say(Paint.Good(line));
            }
        }
    }
}
