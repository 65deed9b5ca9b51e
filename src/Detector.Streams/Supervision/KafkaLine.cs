using Detector.Core.Schemas;
using Detector.Frames;
using Detector.Kafka;
using Detector.Kafka.History;
using Detector.Kafka.Sinks;
using Detector.Kafka.Sources;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;
using Detector.Streams.State;
using Detector.Streams.Status;
using Detector.Streams.Webhook;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Supervision;

/// <summary>A pipeline between Kafka's topics, with the clients that it needs.</summary>
internal sealed partial class KafkaLine : IStreamLine
{
    // Each has buffers as large as the largest picture that came, 64 MB at most.
    private const int MostDecoders = 4;

    private readonly string _name;
    private readonly ILogger _logger;
    private readonly KafkaSource _source;
    private readonly SideTopic? _labels;
    private readonly KafkaProducer _producer;
    private readonly KafkaDeadLetterSink _deadLetters;
    private readonly DecodingCrew? _crew;
    private readonly AlertWebhook? _webhook;
    private readonly StreamPipeline _pipeline;

    /// <param name="name">The stream.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="stateFolder">Where it is kept that the group has started, and snapshots of what is known of keys, if they are.</param>
    /// <param name="model">The model to begin with.</param>
    /// <param name="version">The program's, for dead letters.</param>
    /// <param name="observers">Who watches.</param>
    /// <exception cref="Core.Sources.SourceFailedException">A client refuses its settings.</exception>
    public KafkaLine(
        string name, StreamSettings settings, string stateFolder, ServingModel model, string version,
        IReadOnlyList<IPipelineObserver> observers, TimeProvider time, ILogger logger)
    {
        (_name, _logger) = (name, logger);
        var schema = new Schema(settings.Schema);
        var options = new PipelineOptions
        {
            Stream = name,
            Include = settings.Alerts.Include,
            Pictures = settings.Alerts.Pictures,
            FramesPerSecond = schema.Frame is null ? null : settings.Skip.FramesPerSecond,
            Incident = settings.Alerts.Incident.For(schema.Layout),
            BatchSize = settings.Batch.SizeFor(schema, settings.Window.Steps),
            Window = settings.Window,
            Linger = settings.Batch.Linger,
            Labels = settings.Labels,
            Snapshots = settings.State.Store == StateStore.Folder ? stateFolder : null,
            SnapshotInterval = settings.State.Interval,
            State = settings.State,
            PauseAfter = TimeSpan.FromSeconds(Math.Min(10, settings.Source.MaxPollInterval.TotalSeconds / 4)),
        };
        _producer = new KafkaProducer(settings.Alerts, settings.Source, name, logger, time);
        try
        {
            _labels = schema.Settings.CountsVerdicts() && settings.Labels.Topic is { } topic
                ? new SideTopic(settings.Source, topic, name, logger, time) : null;
            _source = new KafkaSource(settings.Source, name, logger, time, new GroupStartFiles(stateFolder),
                isForwarded: settings.State.Repartition is not null);
        }
        catch
        {
            _labels?.Dispose();
            _producer.Dispose();
            throw;
        }

        _deadLetters = new KafkaDeadLetterSink(_producer, settings.Alerts.DeadLetters, name, _source.Topics, version, logger, time);
        _source.Jumped += jump =>
        {
            foreach (IPipelineObserver observer in observers)
            {
                observer.Jumped(jump);
            }
        };
        _crew = Crew(name, schema);
        _webhook = settings.Alerts.Webhook is { Url: { } url } webhook ? new AlertWebhook(name, url, webhook.Queue, time, logger) : null;
        _pipeline = new StreamPipeline(
            options, schema, _source, StreamDecoder.Create(schema), model,
            new KafkaAlertSink(_producer, settings.Alerts.Topic), _deadLetters,
            _webhook is null ? observers : [.. observers, _webhook], time, logger, _labels, _crew,
            settings.State.TopicOf(name) is { } state ? new Changelog(settings.Source, settings.Alerts, state, logger, time) : null);
        _ = FailWithTheProducerAsync();
    }

    public Task Completion => _pipeline.Completion;

    public LineStatus Status => new()
    {
        BrokerConnected = _source.IsConnected,
        MissingTopics = _labels?.Problem is null ? _source.MissingTopics : [.. _source.MissingTopics, _labels.Name],
        AssignedPartitions = _source.AssignedPartitions,
        HasFirstPartition = _source.HasFirstPartition,
        Lags = _source.Lags,
        Load = _pipeline.Load,
        State = _pipeline.State,
        DeliveryObstacle = _producer.Obstacle,
        GivenUp = _producer.GivenUp,
        Webhook = _webhook is null ? default : (_webhook.Sent, _webhook.Dropped),
    };

    public bool HasLeft => _pipeline.HasLeft;

    public void Start() => _pipeline.Start();

    public void Swap(ServingModel model) => _pipeline.Swap(model);

    public void Stop() => _pipeline.Stop();

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await (_webhook?.DisposeAsync() ?? ValueTask.CompletedTask);
        _crew?.Dispose();
        if (_producer.Pending is > 0 and var left)
        {
            LogLeft(_name, left, _producer.Obstacle?.Reason ?? "no time");
        }

        _deadLetters.Dispose();
        _producer.Dispose();
    }

    // Null where messages are decoded faster than handed over.
    private static DecodingCrew? Crew(string name, Schema schema) =>
        schema.Format is MessageFormat.Image or MessageFormat.Png && Environment.ProcessorCount > 1
            ? new(name, schema.Layout, () => StreamDecoder.Create(schema), Math.Min(Environment.ProcessorCount, MostDecoders))
            : null;

    private async Task FailWithTheProducerAsync() => _pipeline.Fail(await _producer.Failure);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Stream {Stream}: {Count} alerts and dead letters are left for the next start, which makes them again "
        + "with the same ids: {Reason}")]
    private partial void LogLeft(string stream, long count, string reason);
}
