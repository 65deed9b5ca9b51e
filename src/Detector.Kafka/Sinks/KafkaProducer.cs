using System.Collections.Concurrent;
using Confluent.Kafka;
using Detector.Core.Alerts;
using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sinks;

/// <summary>
/// The idempotent producer that a stream's alerts and dead letters share (acks from all replicas). While brokers, topics or
/// permissions are away
/// nothing is lost: messages wait in an <see cref="Outbox"/> for each topic, and with them the stream. A client that says that it cannot
/// go on is replaced by a new one, which sends again what was not acknowledged. Thread-safe.
/// </summary>
public sealed partial class KafkaProducer : IDelivery, IDisposable
{
    private static readonly TimeSpan RenewalPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ProducerConfig _options;
    private readonly TopicCheck _check;
    private readonly ConnectionWatch _brokers;
    private readonly ConcurrentDictionary<string, Lazy<Outbox>> _outboxes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly TaskCompletionSource<SourceFailedException> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _bootstrap;
    private readonly Lock _renewalGate = new();
    private volatile ProducerClient _client;
    private Task _renewal = Task.CompletedTask;
    private string _lastError = "no connection";
    private long _givenUp;

    /// <param name="settings">The stream's sinks.</param>
    /// <param name="source">Whose brokers and security serve where the sinks name none.</param>
    /// <param name="stream">The stream's name, for the log.</param>
    /// <exception cref="SourceFailedException">librdkafka refuses an option.</exception>
    public KafkaProducer(SinkSettings settings, SourceSettings source, string stream, ILogger logger, TimeProvider time)
    {
        (_logger, _time) = (logger, time);
        _stopping = _stop.Token;
        _bootstrap = settings.Bootstrap ?? source.Bootstrap;
        _brokers = new ConnectionWatch($"alert sink of stream {stream}", logger, time);
        _options = ProducerOptions.Of(settings, _bootstrap, settings.Bootstrap is null ? source.Security : settings.Security);
        _check = new TopicCheck(settings.CreateTopics, logger);
        _client = NewClient();
    }

    /// <summary>
    /// Completes when an offset could not be stored: the process must end then, so that what was not committed is read and scored
    /// again.
    /// </summary>
    public Task<SourceFailedException> Failure => _failure.Task;

    /// <inheritdoc/>
    public Obstacle? Obstacle =>
        _brokers.Obstacle ?? Outboxes.Select(outbox => outbox.Obstacle).FirstOrDefault(obstacle => obstacle is not null);

    /// <inheritdoc/>
    public long Pending => Outboxes.Sum(outbox => (long)outbox.Pending);

    /// <inheritdoc/>
    public long GivenUp => Interlocked.Read(ref _givenUp);

    internal ProducerClient Client => _client;

    private IEnumerable<Outbox> Outboxes => _outboxes.Values.Select(outbox => outbox.Value);

    /// <summary>Gives up what is not acknowledged yet; senders that wait get an <see cref="OperationCanceledException"/>.</summary>
    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        Task renewal;
        lock (_renewalGate)
        {
            renewal = _renewal;
        }

        Outbox[] outboxes = [.. Outboxes];
        Task.WaitAll([renewal, .. outboxes.Select(outbox => outbox.Completion)]); // they end at once

        // One that has just asked an absent broker something ends by itself, later.
        Task.Factory.StartNew(_client.Dispose, TaskCreationOptions.LongRunning).Wait(EndTimeout);
        _brokers.Dispose();
        foreach (Outbox outbox in outboxes)
        {
            outbox.Dispose();
        }
    }

    /// <summary>What goes to a topic; the first call looks for the topic, and creates it where that is allowed.</summary>
    internal Outbox Open(string topic) =>
        _outboxes.GetOrAdd(topic, name => new(() => new Outbox(name, this, _options, _check, _logger, _time, _stopping))).Value;

    internal void Produce(string topic, Message<byte[]?, byte[]?> message, Action<DeliveryReport<byte[]?, byte[]?>> onReport) =>
        _client.Producer.Produce(topic, message, onReport);

    /// <summary>A message was taken.</summary>
    internal void Acknowledge(OffsetTicket ticket)
    {
        _brokers.Clear();
        Release(ticket);
    }

    /// <summary>A message will never be taken, and its offset waits for it no longer.</summary>
    internal void GiveUp(OffsetTicket ticket)
    {
        Interlocked.Increment(ref _givenUp);
        Release(ticket);
    }

    internal void Fail(string message)
    {
        if (_failure.TrySetResult(new SourceFailedException(message)))
        {
            LogFailed(_logger, message);
        }
    }

    private ProducerClient NewClient() => new(_options, _logger, OnError, OnStatistics);

    private void Release(OffsetTicket ticket)
    {
        try
        {
            ticket.Release();
        }
        catch (Exception e)
        {
            // The client would swallow it, and the stream would go on without ever committing again.
            Fail($"an offset could not be stored: {e.Message}");
        }
    }

    // A connection that breaks while nothing is to be sent is no trouble: brokers close idle ones.
    private void OnError(Error error)
    {
        if (_stopping.IsCancellationRequested)
        {
            return; // a problem would be said again and again
        }

        if (error.IsFatal)
        {
            Renew(error);
        }
        else if (error.Code == ErrorCode.Local_AllBrokersDown || Outboxes.Any(outbox => outbox.InFlight > 0))
        {
            string reason = error.Code == ErrorCode.Local_AllBrokersDown ? _lastError : error.Reason;
            _brokers.Report($"no broker takes alerts at {_bootstrap} ({reason})");
        }

        _lastError = error.Reason;
    }

    // While something is under way, only that it arrives shows that all is well; else the client's own word is taken.
    private void OnStatistics(string json)
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        if (Outboxes.Any(outbox => outbox.Silence > Patience))
        {
            int sent = Outboxes.Sum(outbox => outbox.InFlight);
            _brokers.Report($"{sent} messages are sent to {_bootstrap} and not acknowledged ({_lastError})");
        }
        else if (BrokerStatistics.MaySend(json) && Outboxes.All(outbox => outbox.InFlight == 0))
        {
            _brokers.Clear();
        }
    }

    private void Renew(Error error)
    {
        lock (_renewalGate)
        {
            if (!_renewal.IsCompleted || _stopping.IsCancellationRequested)
            {
                return;
            }

            foreach (Outbox outbox in Outboxes)
            {
                outbox.Hold();
            }

            _brokers.Report($"the Kafka client cannot go on, and another takes its place ({error.Reason})");
            _renewal = Task.Run(RenewAsync);
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            await Task.Delay(RenewalPause, _time, _stopping).ConfigureAwait(false);
            ProducerClient old = _client;
            _client = NewClient();
            await Task.Factory.StartNew(
                old.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            foreach (Outbox outbox in Outboxes)
            {
                outbox.TakeBack();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (SourceFailedException e)
        {
            Fail(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Alerts can no longer be delivered: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
