using System.Collections.Concurrent;
using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sinks;

/// <summary>
/// The idempotent producer that a stream's alerts and dead letters share (acks from all replicas). While brokers are away nothing
/// is lost or refused: sends wait, and with them the stream. Thread-safe.
/// </summary>
public sealed partial class KafkaProducer : IDisposable
{
    private readonly ILogger _logger;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly IAdminClient _admin;
    private readonly TopicCheck _check;
    private readonly ConnectionWatch _brokers;
    private readonly ConcurrentDictionary<string, Task> _ready = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly TaskCompletionSource<SourceFailedException> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _room = new();
    private readonly string _bootstrap;
    private long _reports;
    private long _pending;
    private string _lastError = "no connection";

    /// <param name="settings">The stream's sinks.</param>
    /// <param name="source">Whose brokers and security serve where the sinks name none.</param>
    /// <param name="stream">The stream's name, for the log.</param>
    /// <exception cref="SourceFailedException">librdkafka refuses an option.</exception>
    public KafkaProducer(SinkSettings settings, SourceSettings source, string stream, ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _stopping = _stop.Token;
        _bootstrap = settings.Bootstrap ?? source.Bootstrap;
        _brokers = new ConnectionWatch($"alert sink of stream {stream}", logger, time);
        ProducerConfig options = ProducerOptions.Of(settings, _bootstrap, settings.Bootstrap is null ? source.Security : settings.Security);
        _producer = CommonConfig.Build(logger, () => new ProducerBuilder<byte[]?, byte[]?>(options)
            .SetLogHandler((_, line) => ClientLog.Write(logger, line))
            .SetErrorHandler((_, error) => OnError(error))
            .Build());
        _admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        _check = new TopicCheck(_admin, settings.CreateTopics, logger, time);
    }

    /// <summary>
    /// Completes when something could not be delivered and never will be, or when the client itself is broken: the process must end then, so
    /// that what was not acknowledged is read and scored again.
    /// </summary>
    public Task<SourceFailedException> Failure => _failure.Task;

    /// <summary>What the producer waits for, in words; null where nothing.</summary>
    public string? Problem => _brokers.Problem;

    /// <summary>Messages that were handed over and that the broker has not acknowledged yet.</summary>
    public long Pending => Interlocked.Read(ref _pending);

    /// <summary>Waits until all is acknowledged; false where the time ran out.</summary>
    public bool Flush(TimeSpan timeout) => _producer.Flush(timeout) == 0 && Pending == 0;

    /// <summary>Gives up what is not acknowledged yet; senders that wait get an <see cref="OperationCanceledException"/>.</summary>
    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        lock (_room)
        {
            Monitor.PulseAll(_room);
        }

        _admin.Dispose();
        _producer.Dispose();
        _brokers.Dispose();
    }

    /// <summary>Starts to look for a topic, and to create it where that is allowed.</summary>
    internal Task Prepare(string topic) => _ready.GetOrAdd(topic, name => Task.Run(() => _check.WaitAsync(name, _stopping)));

    /// <summary>Sends; blocks while the topic is missing or too much is under way.</summary>
    internal void Send(OutgoingMessage outgoing)
    {
        outgoing.Ticket.Hold();
        Interlocked.Increment(ref _pending);
        Deliver(outgoing);
    }

    private void Deliver(OutgoingMessage? outgoing)
    {
        while (outgoing is not null)
        {
            Prepare(outgoing.Topic).Wait(_stopping);
            long seen = Interlocked.Read(ref _reports);
            try
            {
                OutgoingMessage sent = outgoing;
                _producer.Produce(sent.Topic, sent.Message, report => OnReport(sent, report.Error));
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                WaitForRoom(seen);
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                outgoing = Retry(outgoing, e.Error);
            }
            catch (ObjectDisposedException) when (_stopping.IsCancellationRequested)
            {
                // Disposed between the wait and the client's call.
                throw new OperationCanceledException(_stopping);
            }
        }
    }

    private void OnReport(OutgoingMessage outgoing, Error error)
    {
        lock (_room)
        {
            _reports++;
            Monitor.PulseAll(_room);
        }

        if (!error.IsError)
        {
            _brokers.Clear();
            Acknowledge(outgoing);
        }
        else if (Retry(outgoing, error) is { } again)
        {
            // Not on this thread: it serves the reports that a full queue waits for.
            Task.Run(() => Deliver(again));
        }
    }

    private void Acknowledge(OutgoingMessage outgoing)
    {
        Interlocked.Decrement(ref _pending);
        try
        {
            outgoing.Ticket.Release();
        }
        catch (Exception e)
        {
            // The client would swallow it, and the stream would go on without ever committing again.
            Fail($"an offset could not be stored: {e.Message}");
        }
    }

    /// <summary>What to send in a refused message's place; null where nothing can help, and the process is told to end.</summary>
    private OutgoingMessage? Retry(OutgoingMessage outgoing, Error error)
    {
        switch (error.Code)
        {
            case ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge when outgoing.Shrink(outgoing.Message) is { } smaller:
                LogTooLarge(_logger, outgoing.Topic);
                return outgoing with { Message = smaller };
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition:
                _ready.TryRemove(outgoing.Topic, out _);
                return outgoing;
            default:
                Fail($"a message to topic '{outgoing.Topic}' was refused: {error.Reason}");
                return null;
        }
    }

    private void WaitForRoom(long seen)
    {
        lock (_room)
        {
            while (_reports == seen)
            {
                _stopping.ThrowIfCancellationRequested();
                Monitor.Wait(_room);
            }
        }
    }

    // A connection that breaks while nothing is to be sent is no trouble: brokers close idle ones.
    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            Fail($"the Kafka producer cannot go on: {error.Reason}");
        }
        else if (error.Code == ErrorCode.Local_AllBrokersDown || Pending > 0)
        {
            _brokers.Report($"no broker takes alerts at {_bootstrap} ({(error.Code == ErrorCode.Local_AllBrokersDown ? _lastError : error.Reason)})");
        }

        _lastError = error.Reason;
    }

    private void Fail(string message)
    {
        if (_failure.TrySetResult(new SourceFailedException(message)))
        {
            LogFailed(_logger, message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message to {Topic} is too large for the broker; a shorter form is sent")]
    private static partial void LogTooLarge(ILogger logger, string topic);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Alerts can no longer be delivered: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
