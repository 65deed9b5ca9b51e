using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Frames;
using Detector.Kafka;
using Detector.Kafka.Sinks;
using Detector.Kafka.Sources;
using Detector.Streams.Observers;
using Detector.Streams.Settings;
using Detector.Streams.State;
using Detector.Streams.Status;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Repartitioning;

/// <summary>A forwarder between Kafka's topics, with the clients that it needs and a thread of its own.</summary>
internal sealed class KafkaForwarding : IForwarding
{
    private readonly string _name;
    private readonly KafkaSource _source;
    private readonly KeyedTopic _topic;
    private readonly KafkaProducer _producer;
    private readonly KafkaDeadLetterSink _deadLetters;
    private readonly Forwarder _forwarder;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _error;
    private bool _isStarted;

    /// <param name="name">The stream.</param>
    /// <param name="settings">Its settings, with a re-partition topic.</param>
    /// <param name="stateFolder">Where it is kept that the group has started.</param>
    /// <param name="version">The program's, for dead letters.</param>
    /// <param name="observers">Who watches.</param>
    /// <exception cref="SourceFailedException">A client refuses its settings.</exception>
    public KafkaForwarding(
        string name, StreamSettings settings, string stateFolder, string version, IReadOnlyList<IPipelineObserver> observers,
        TimeProvider time, ILogger logger)
    {
        _name = name;
        RepartitionSettings repartition = settings.State.Repartition!;
        var schema = new Schema(settings.Schema with { Key = repartition.By });
        _source = new KafkaSource(settings.Source, name, logger, time, new GroupStartFiles(stateFolder));
        _producer = new KafkaProducer(settings.Alerts, settings.Source, name, logger, time);
        _topic = new KeyedTopic(
            settings.Source, settings.Alerts, repartition.TopicOf(name), repartition.Partitions, repartition.Retention, logger, time);
        _deadLetters = new KafkaDeadLetterSink(_producer, settings.Alerts.DeadLetters, name, _source.Topics, version, logger, time);
        _forwarder = new Forwarder(schema, StreamDecoder.Create(schema), _source, _topic, _deadLetters, observers, time)
        {
            PauseAfter = TimeSpan.FromSeconds(Math.Min(10, settings.Source.MaxPollInterval.TotalSeconds / 4)),
        };
        _source.Jumped += jump =>
        {
            foreach (IPipelineObserver observer in observers)
            {
                observer.Jumped(jump);
            }
        };
        _ = FailWithTheProducerAsync();
    }

    public Task Completion => _completion.Task;

    public LineStatus Status => new()
    {
        BrokerConnected = _source.IsConnected,
        MissingTopics = _source.MissingTopics,
        AssignedPartitions = _source.AssignedPartitions,
        Lags = _source.Lags,
        DeliveryObstacle = _topic.Obstacle ?? _producer.Obstacle,
        GivenUp = _producer.GivenUp,
    };

    public void Start()
    {
        _isStarted = true;
        new Thread(Run) { Name = $"{_name} forward", IsBackground = true }.Start();
    }

    public void Stop() => _forwarder.Stop();

    public async ValueTask DisposeAsync()
    {
        Stop();
        if (_isStarted)
        {
            await _completion.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _source.Dispose();
        _deadLetters.Dispose();
        _topic.Dispose();
        _producer.Dispose();
    }

    private void Run()
    {
        try
        {
            _forwarder.Run();
        }
        catch (Exception error)
        {
            _error ??= error;
        }

        if (_error is { } first)
        {
            _completion.SetException(first);
        }
        else
        {
            _completion.SetResult();
        }
    }

    private async Task FailWithTheProducerAsync()
    {
        _error = await _producer.Failure;
        _forwarder.Stop();
    }
}
