using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Core.Drift;
using Detector.Core.Schemas;
using Detector.Data.Simulation;
using Detector.Hosting;
using Detector.Kafka;
using Detector.Kafka.History;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;
using Detector.Models.Bundles;
using Detector.Retraining;
using Detector.Settings;
using Detector.Streams.Settings;
using Detector.Streams.Status;
using Detector.Streams.Supervision;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detector.Demo;

/// <summary>
/// The product in one terminal: an in-process broker, simulated card transactions with known frauds, a model trained on the first of
/// them, and the daemon that scores the rest.
/// </summary>
internal sealed class DemoRunner(DemoOptions options, TextWriter output, TimeProvider time)
{
    private const string HistoryTopic = "transactions-history";

    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(5);

    private readonly FraudLedger _ledger = new();
    private readonly Lock _screen = new();
    private readonly Paint _paint = Paint.For(output);

    public async Task RunAsync(CancellationToken stop)
    {
        using var broker = new InProcessBroker();
        DetectorSettings settings = DemoSettings.For(broker.BootstrapServers, options.Registry, options.ChangeAfter > 0);
        StreamSettings stream = settings.Streams[DemoSettings.Stream];
        var feed = new TransactionFeed(new TransactionSimulator(options.Seed, new SimulationOptions()), time);

        Say("Detector demo: simulated card transactions with known frauds");
        Say($"  broker          in-process Kafka at {broker.BootstrapServers}");
        Say("");
        using (TopicWriter history = Writer(broker, HistoryTopic))
        {
            feed.WriteHistory(history, options.History, stop);
        }

        Train(stream, stop);
        IConfigurationRoot quiet = new ConfigurationBuilder().AddInMemoryCollection(Quiet).Build();
        await using WebApplication app = DaemonHost.Build(settings, quiet, options.Registry);
        await app.StartAsync(stop);
        Say("The daemon is running, Ctrl-C ends it:");
        Say($"  page            {app.Urls.First()}");
        Say($"  metrics         {app.Urls.First()}/metrics");
        Say("  alerts          time, severity, card, score / threshold, the truth, and why");
        Say("");
        using (TopicWriter live = Writer(broker, stream.Source.Topics[0]))
        using (new AlertReader(AlertSource(broker, stream), Show))
        {
            await RunUntilOneEndsAsync(ended => 
                [
                    feed.RunAsync(live, options.Rate, _ledger, ended), ShowStatusAsync(feed, ended), ChangeAsync(feed, ended),
                    TellRetrainingAsync(
                        app.Services.GetRequiredService<IRetrainer>(), app.Services.GetRequiredService<StreamSupervisor>(), ended),
                ],
                stop);
        }

        await app.StopAsync(CancellationToken.None);
        app.Services.GetRequiredService<DaemonFailure>().ThrowIfAny();
        Say("");
        Say(_ledger.Summary(feed.Sent, stream.Threshold.Target));
        Say($"The model stays in {Path.Combine(options.Registry, DemoSettings.Stream)}; nothing else does.");
    }

    // Ctrl-C is no failure; anything else that ends one of them is.
    private static async Task RunUntilOneEndsAsync(Func<CancellationToken, Task[]> start, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] all = start(ended.Token);
        await Task.WhenAny(all);
        await ended.CancelAsync();
        try
        {
            await Task.WhenAll(all);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Quiet => [new("Logging:LogLevel:Default", "Error")];

    private static TopicWriter Writer(InProcessBroker broker, string topic) =>
        new(broker.BootstrapServers, topic, new SecuritySettings(), NullLogger.Instance);

    private KafkaSource AlertSource(InProcessBroker broker, StreamSettings stream) => new(
        new SourceSettings
        {
            Bootstrap = broker.BootstrapServers,
            Topics = [stream.Alerts.Topic],
            Group = "demo-reader",
            SessionTimeout = DemoSettings.Session,
        },
        "demo-reader",
        NullLogger.Instance,
        time);

    private void Train(StreamSettings stream, CancellationToken stop)
    {
        Say($"Training on the first {Numbers.Count(options.History, "transaction")}, frauds among them and unlabelled:");
        var registry = new ModelRegistry(options.Registry, time);
        var training = new FirstModel(
            DemoSettings.Stream,
            new Schema(stream.Schema),
            stream.Window,
            stream.Model,
            stream.Threshold,
            registry,
            NullLogger.Instance,
            time);
        var history = new TopicHistory(stream.Source with { Topics = [HistoryTopic] }, NullLogger.Instance, time);
        using var bar = new TrainingBar(output, time);
        var curve = new LearningCurve(bar);
        string version = training.Train(history, options.History, null, curve, stop);
        bar.Dispose();
        registry.Promote(DemoSettings.Stream, version, Change.Of("detector demo", "trained by this demonstration"));
        Bundle bundle = registry.Load(DemoSettings.Stream, version);
        Say($"  learning curve  {curve.Sparkline()}");
        Say($"  model           {version}");
        Say($"  threshold       {Numbers.Significant(bundle.Threshold.Value)}: "
            + ThresholdText.Shown(bundle.Threshold, bundle.Manifest.Training, bundle.Manifest.HeldOutOver));
        Say($"  report          {Path.Combine(options.Registry, DemoSettings.Stream, version, "report.html")}");
        Say("");
    }

    private void Show(Alert alert)
    {
        if (_ledger.Count(alert) is { } fraud)
        {
            Say(AlertLine.Format(alert, fraud, Terminal.WidthOf(output) - 1, _paint));
        }
    }

    private async Task ShowStatusAsync(TransactionFeed feed, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(StatusInterval, time);
        long start = time.GetTimestamp();
        long sent = 0;
        while (await tick.WaitForNextTickAsync(stop))
        {
            double rate = (feed.Sent - sent) / StatusInterval.TotalSeconds;
            sent = feed.Sent;
            Say(_paint.Faint($"── {Numbers.Time(time.GetElapsedTime(start))}  {Numbers.Count((long)rate)} events/s  {_ledger.Tally()}"));
        }
    }

    private async Task ChangeAsync(TransactionFeed feed, CancellationToken stop)
    {
        if (options.ChangeAfter == 0)
        {
            await Task.Delay(Timeout.Infinite, stop);
        }

        await Task.Delay(TimeSpan.FromSeconds(options.ChangeAfter), time, stop);
        feed.ChangeWorld();
        Say(_paint.Good("── The simulated world changes: prices are four times as high, and online shops sixty times as far away"));
        await Task.Delay(Timeout.Infinite, stop);
    }

    // What the daemon does about it, in a few lines.
    private async Task TellRetrainingAsync(IRetrainer retrainer, StreamSupervisor supervisor, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        RetrainingStatus before = new();
        bool drifted = false;
        while (await tick.WaitForNextTickAsync(stop))
        {
            RetrainingStatus now = retrainer.Read(DemoSettings.Stream) ?? before;
            DriftStatus? drift = supervisor.Read().FirstOrDefault(stream => stream.Name == DemoSettings.Stream)?.Drift;
            bool hasDrifted = drift is { Level: DriftLevel.Drifted };
            if (hasDrifted && !drifted)
            {
                Say(_paint.Good($"── Drift: {drift!.Reason}; a new model is trained when a day of it has come"));
            }

            drifted = hasDrifted;
            if (now.Stage is not null && before.Stage is null)
            {
                Say(_paint.Good($"── {now.Trigger}: a new model is trained in a process beside the stream"));
            }

            if (now.Last is { } last && last != before.Last)
            {
                Say(_paint.Good($"── {last.Version ?? "no model"} is {last.Outcome}: {last.Reason}"));
            }

            before = now;
        }
    }

    // Alerts and the status come from two threads.
    private void Say(string line)
    {
        lock (_screen)
        {
            output.WriteLine(line);
        }
    }
}
