using Detector.Core.Alerts;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Dashboard.Alerts;
using Detector.Dashboard.Streams;
using Detector.Kafka.History;
using Detector.Kafka.Sinks;
using Detector.Kafka.Sources;
using Detector.Models.Bundles;
using Detector.Observability;
using Detector.Retraining;
using Detector.Settings;
using Detector.Streams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Detector.Hosting;

/// <summary>Runs one stream: waits for its model, runs its pipeline, lets promoted models take over, stops it in order.</summary>
internal sealed partial class StreamService : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly string _name;
    private readonly StreamSettings _settings;
    private readonly StreamModel _models;
    private readonly ModelRegistry _registry;
    private readonly DetectorMetrics _metrics;
    private readonly StreamMonitor _monitor;
    private readonly DaemonFailure _failure;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ThroughputMeter _throughput;
    private Func<IScorer>? _first;
    private KafkaSource? _source;
    private IDelivery? _delivery;
    private volatile bool _training;
    private volatile bool _stopping;

    public StreamService(
        string name, StreamSettings settings, ModelRegistry registry, DetectorMetrics metrics, AlertLog alerts,
        DaemonFailure failure, TimeProvider time, ILoggerFactory loggers)
    {
        _name = name;
        _settings = settings;
        _metrics = metrics;
        _failure = failure;
        _time = time;
        _logger = loggers.CreateLogger("Detector");
        _models = new StreamModel(name, settings, registry, _logger);
        _registry = registry;
        _monitor = new StreamMonitor(metrics, name, time, alerts.Add);
        _throughput = new ThroughputMeter(time);
        _metrics.Ready.WithLabels(name).Set(0);
    }

    /// <summary>How the stream is now. Any thread.</summary>
    public StreamStatus Status()
    {
        IScorer? model = _monitor.Model;
        KafkaSource? source = Volatile.Read(ref _source);
        IReadOnlyList<PartitionLag> lags = source?.Lags ?? [];
        return new StreamStatus
        {
            Name = _name,
            Model = model is null ? null : new ModelStatus(model.Version, model.Family, model.Device),
            Threshold = model?.Threshold,
            BrokerConnected = source?.IsConnected ?? false,
            DeliveryObstacle = Volatile.Read(ref _delivery)?.Obstacle,
            AssignedPartitions = source?.AssignedPartitions ?? 0,
            Training = _training,
            Stopping = _stopping,
            EventsConsumed = _monitor.Consumed,
            EventsScored = _monitor.Scored,
            EventsDeadLettered = _monitor.DeadLettered,
            Alerts = _monitor.Alerts,
            EventsPerSecond = _throughput.EventsPerSecond,
            Lag = lags.Count == 0 ? null : lags.Sum(lag => lag.Lag),
        };
    }

    /// <summary>Loads the model, so that a damaged one ends the start with its error.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _first = _models.Next();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            Func<IScorer> scorer = _first ?? await WaitForModelAsync(stoppingToken);
            await RunAsync(scorer, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            LogFailed(_name, error.Message);
            _failure.Report(error);
        }
    }

    private async Task<Func<IScorer>> WaitForModelAsync(CancellationToken cancellation)
    {
        if (_settings.Retraining.FirstModelEvents > 0)
        {
            await TrainFirstModelAsync(_settings.Retraining.FirstModelEvents, cancellation);
        }

        var lastSaid = DateTimeOffset.MinValue;
        while (true)
        {
            if (_models.Next() is { } scorer)
            {
                return scorer;
            }

            if (_time.GetUtcNow() - lastSaid >= TimeSpan.FromMinutes(1))
            {
                LogNoModel(_name);
                lastSaid = _time.GetUtcNow();
            }

            await Task.Delay(LookInterval, _time, cancellation);
        }
    }

    private async Task TrainFirstModelAsync(int events, CancellationToken cancellation)
    {
        _training = true;
        LogTraining(_name, events);
        var history = new TopicHistory(_settings.Source, _logger, _time);
        var training = new FirstModel(_name, new Schema(_settings.Schema), _settings.Model, _settings.Threshold, _registry, _time);
        string version = await Task.Factory.StartNew(
            () => training.Train(history, events, null, null, cancellation),
            cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        LogTrained(_name, version);
        _training = false;
    }

    private async Task RunAsync(Func<IScorer> scorer, CancellationToken stopping)
    {
        var schema = new Schema(_settings.Schema);
        var source = new KafkaSource(_settings.Source, _name, _logger, _time);
        Volatile.Write(ref _source, source);
        using var producer = new KafkaProducer(_settings.Alerts, _settings.Source, _name, _logger, _time);
        Volatile.Write(ref _delivery, producer);
        using var deadLetters = new KafkaDeadLetterSink(
            producer, _settings.Alerts.DeadLetters, _name, source.Topics, BuildInfo.Version, _logger, _time);
        var options = new PipelineOptions
        {
            Stream = _name,
            BatchSize = _settings.Batch.SizeFor(schema),
            Linger = _settings.Batch.Linger,
            PauseAfter = TimeSpan.FromSeconds(Math.Min(10, _settings.Source.MaxPollInterval.TotalSeconds / 4)),
            Alerts = _settings.Alerts.Policy,
        };
        using var pipeline = new StreamPipeline(
            options, schema, source, MessageDecoder.Create(schema), scorer,
            new KafkaAlertSink(producer, _settings.Alerts.Topic), deadLetters, _monitor, _time, _logger);
        pipeline.Start();
        while (!pipeline.Completion.IsCompleted && !stopping.IsCancellationRequested)
        {
            Look(pipeline, source, producer);
            Task<Core.Sources.SourceFailedException> failure = producer.Failure;
            if (failure.IsCompleted)
            {
                pipeline.Fail(await failure);
            }

            await Task.WhenAny(pipeline.Completion, failure, Task.Delay(LookInterval, _time, stopping));
        }

        _stopping = true;
        _metrics.Ready.WithLabels(_name).Set(0);
        pipeline.Stop();
        await Task.WhenAny(pipeline.Completion, producer.Failure);
        if (producer.Failure.IsCompleted)
        {
            pipeline.Fail(await producer.Failure);
        }

        await pipeline.Completion;
        if (producer.Pending is > 0 and var left)
        {
            LogLeft(_name, left, producer.Obstacle?.Reason ?? "no time");
        }

        LogStopped(_name, _monitor.Consumed, _monitor.Alerts);
    }

    // What changes slowly is looked at once a second: lag, load, readiness, and whether another model was promoted.
    private void Look(StreamPipeline pipeline, KafkaSource source, IDelivery delivery)
    {
        _metrics.GivenUp.WithLabels(_name).IncTo(delivery.GivenUp);
        _throughput.Update(_monitor.Scored);
        foreach (PartitionLag lag in source.Lags)
        {
            _metrics.Lag.WithLabels(_name, lag.Topic, lag.Partition.ToString(null, null)).Set(lag.Lag);
        }

        (int inFlight, int capacity) = pipeline.Load;
        _metrics.InFlight.WithLabels(_name).Set(inFlight);
        _metrics.QueueCapacity.WithLabels(_name).Set(capacity);
        _metrics.Ready.WithLabels(_name).Set(Status().Missing.Count == 0 ? 1 : 0);
        try
        {
            if (_models.Next() is { } promoted)
            {
                pipeline.Swap(promoted);
            }
        }
        catch (Exception error) when (error is BundleException or IOException)
        {
            LogModelRefused(_name, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream} has no model yet: train one with `detector train --stream {Stream} --input FILE`; waiting")]
    private partial void LogNoModel(string stream);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream} has no model yet: training the first one on {Events} events of its topics")]
    private partial void LogTraining(string stream, int events);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: first model {Version} trained")]
    private partial void LogTrained(string stream, string version);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream}: the promoted model is refused, the last one goes on serving: {Reason}")]
    private partial void LogModelRefused(string stream, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Stream {Stream} failed: {Reason}")]
    private partial void LogFailed(string stream, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Stream {Stream}: {Count} alerts and dead letters are left for the next start, "
            + "which makes them again with the same ids: {Reason}")]
    private partial void LogLeft(string stream, long count, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream} stopped: {Events} events, {Alerts} alerts")]
    private partial void LogStopped(string stream, long events, long alerts);
}
