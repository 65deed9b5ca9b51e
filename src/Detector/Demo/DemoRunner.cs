using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Core.Schemas;
using Detector.Hosting;
using Detector.Kafka;
using Detector.Kafka.History;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;
using Detector.Models.Bundles;
using Detector.Retraining;
using Detector.Settings;
using Detector.Streams.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detector.Demo;

/// <summary>
/// The product in one terminal: an in-process broker, a simulated stream of which the truth is known, a model trained on its past, and the
/// daemon that scores the rest.
/// </summary>
/// <param name="options">What is shown.</param>
/// <param name="output">The terminal.</param>
/// <param name="time">The clock.</param>
internal abstract class DemoRunner(DemoOptions options, TextWriter output, TimeProvider time)
{
    private const string HistoryTopic = "demo-history";

    private readonly Lock _screen = new();

    /// <summary>The one stream of the settings.</summary>
    protected abstract string Stream { get; }

    /// <summary>What is simulated, in a few words.</summary>
    protected abstract string Title { get; }

    /// <summary>What a line of an alert has.</summary>
    protected abstract string Columns { get; }

    /// <summary>What the model is trained on.</summary>
    protected abstract (int Count, string Words) History { get; }

    /// <summary>Whether events are pictures.</summary>
    protected virtual bool AreFrames => false;

    /// <summary>Colours.</summary>
    protected Paint Paint { get; } = Paint.For(output);

    /// <summary>Characters that a line may have.</summary>
    protected int Width => Terminal.WidthOf(output) - 1;

    public async Task RunAsync(CancellationToken stop)
    {
        using var broker = new InProcessBroker();
        DetectorSettings settings = Settings(broker.BootstrapServers);
        StreamSettings stream = settings.Streams[Stream];
        Say($"Detector demo: {Title}");
        Say($"  broker          in-process Kafka at {broker.BootstrapServers}");
        Say("");
        using (TopicWriter history = Writer(broker, HistoryTopic))
        {
            WriteHistory(history, stop);
            history.Flush(stop);
        }

        Train(stream, stop);
        IConfigurationRoot quiet = new ConfigurationBuilder().AddInMemoryCollection(Quiet).Build();
        await using WebApplication app = DaemonHost.Build(settings, quiet, options.Registry);
        await app.StartAsync(stop);
        Say("The daemon is running, Ctrl-C ends it:");
        Say($"  page            {app.Urls.First()}");
        Say($"  metrics         {app.Urls.First()}/metrics");
        Say($"  alerts          {Columns}");
        Say("");
        using (TopicWriter live = Writer(broker, stream.Source.Topics[0]))
        using (new AlertReader(AlertSource(broker, stream), Show))
        {
            await RunUntilOneEndsAsync(ended => Live(live, app.Services, ended), stop);
        }

        await app.StopAsync(CancellationToken.None);
        app.Services.GetRequiredService<DaemonFailure>().ThrowIfAny();
        Say("");
        Say(Summary(stream.Threshold.Target));
        Say($"The model stays in {Path.Combine(options.Registry, Stream)}; nothing else does.");
    }

    /// <summary>The daemon's settings.</summary>
    protected abstract DetectorSettings Settings(string bootstrap);

    /// <summary>Writes what the model is trained on.</summary>
    protected abstract void WriteHistory(TopicWriter writer, CancellationToken cancellation);

    /// <summary>What goes on beside the daemon: the feed, and whoever tells of it. It ends when the first of them does.</summary>
    protected abstract Task[] Live(TopicWriter writer, IServiceProvider services, CancellationToken ended);

    /// <summary>An alert has come; the reader's thread.</summary>
    protected abstract void Show(Alert alert);

    /// <summary>The closing words.</summary>
    /// <param name="target">The false-alarm rate that the threshold was learned for, 0..1.</param>
    protected abstract string Summary(double target);

    /// <summary>Says every few seconds how it goes.</summary>
    /// <param name="sent">Events so far.</param>
    /// <param name="tally">What was found of them.</param>
    /// <param name="stop">Ends it.</param>
    protected async Task ShowStatusAsync(Func<long> sent, Func<string> tally, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(options.StatusInterval, time);
        long start = time.GetTimestamp();
        long before = 0;
        while (await tick.WaitForNextTickAsync(stop))
        {
            double rate = (sent() - before) / options.StatusInterval.TotalSeconds;
            before = sent();
            Say(Paint.Faint($"── {Numbers.Time(time.GetElapsedTime(start))}  {Numbers.Count((long)rate)} events/s  {tally()}"));
        }
    }

    /// <summary>Writes a line; alerts and the status come from two threads.</summary>
    protected void Say(string line)
    {
        lock (_screen)
        {
            output.WriteLine(line);
        }
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

    private TopicWriter Writer(InProcessBroker broker, string topic) =>
        new(broker.BootstrapServers, topic, new SecuritySettings(), NullLogger.Instance, AreFrames);

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
        (int count, string words) = History;
        Say($"Training on {words}:");
        var registry = new ModelRegistry(options.Registry, time);
        var training = new FirstModel(
            Stream,
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
        string version = training.Train(history, count, null, curve, stop);
        bar.Dispose();
        registry.Promote(Stream, version, Change.Of("detector demo", "trained by this demonstration"));
        Bundle bundle = registry.Load(Stream, version);
        Say($"  learning curve  {curve.Sparkline()}");
        Say($"  model           {version}");
        Say($"  threshold       {Numbers.Significant(bundle.Threshold.Value)}: "
            + ThresholdText.Shown(bundle.Threshold, bundle.Manifest.Training, bundle.Manifest.HeldOutOver));
        Say($"  report          {Path.Combine(options.Registry, Stream, version, "report.html")}");
        Say("");
    }
}
