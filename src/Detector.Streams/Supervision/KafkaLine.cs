using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Kafka.Sinks;
using Detector.Kafka.Sources;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;
using Detector.Streams.Status;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Supervision;

/// <summary>A pipeline between Kafka's topics, with the clients that it needs.</summary>
internal sealed class KafkaLine : IStreamLine
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly KafkaSource _source;
    private readonly KafkaProducer _producer;
    private readonly StreamPipeline _pipeline;

    /// <param name="name">The stream.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="model">The model to begin with.</param>
    /// <param name="version">The program's, for dead letters.</param>
    /// <param name="observers">Who watches.</param>
    /// <exception cref="Core.Sources.SourceFailedException">A client refuses its settings.</exception>
    public KafkaLine(
        string name, StreamSettings settings, ServingModel model, string version, IReadOnlyList<IPipelineObserver> observers, TimeProvider time, ILogger logger)
    {
        var schema = new Schema(settings.Schema);
        var options = new PipelineOptions
        {
            Stream = name,
            BatchSize = settings.Batch.SizeFor(schema),
            Linger = settings.Batch.Linger,
            PauseAfter = TimeSpan.FromSeconds(Math.Min(10, settings.Source.MaxPollInterval.TotalSeconds / 4)),
        };
        _producer = new KafkaProducer(settings.Alerts, settings.Source, name, logger, time);
        try
        {
            _source = new KafkaSource(settings.Source, name, logger, time);
        }
        catch
        {
            _producer.Dispose();
            throw;
        }

        _source.Jumped += jump =>
        {
            foreach (IPipelineObserver observer in observers)
            {
                observer.Jumped(jump);
            }
        };
        _pipeline = new StreamPipeline(
            options, schema, _source, MessageDecoder.Create(schema), model,
            new KafkaAlertSink(_producer, settings.Alerts.Topic),
            new KafkaDeadLetterSink(_producer, settings.Alerts.DeadLetters, name, _source.Topics, version),
            observers, time, logger);
        _ = FailWithTheProducerAsync();
    }

    public Task Completion => _pipeline.Completion;

    public LineStatus Status => new()
    {
        BrokerConnected = _source.IsConnected,
        MissingTopics = _source.MissingTopics,
        AssignedPartitions = _source.AssignedPartitions,
        Lags = _source.Lags,
        Load = _pipeline.Load,
    };

    public void Start() => _pipeline.Start();

    public void Swap(ServingModel model) => _pipeline.Swap(model);

    public void Stop() => _pipeline.Stop();

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        if (_pipeline.Completion.IsCompletedSuccessfully)
        {
            _producer.Flush(FlushTimeout);
        }

        _producer.Dispose();
    }

    private async Task FailWithTheProducerAsync() => _pipeline.Fail(await _producer.Failure);
}
