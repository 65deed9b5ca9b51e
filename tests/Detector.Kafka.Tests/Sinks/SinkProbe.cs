using System.Collections.Concurrent;
using Detector.Core.Alerts;
using Detector.Core.Offsets;
using Detector.Kafka.Settings;
using Detector.Kafka.Sinks;

namespace Detector.Kafka.Tests.Sinks;

/// <summary>A producer with both sinks, and what it has let be stored.</summary>
internal sealed class SinkProbe : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly OffsetTracker _tracker;
    private long _next = 1000;

    public SinkProbe(string bootstrap, string topic, SinkSettings? settings = null)
        : this(new SourceSettings { Bootstrap = bootstrap, Topics = ["transactions"] }, topic, settings)
    {
    }

    public SinkProbe(SourceSettings source, string topic, SinkSettings? settings = null)
    {
        _tracker = new OffsetTracker((_, next) => Stored.Enqueue(next));
        Producer = new KafkaProducer(settings ?? new SinkSettings { Topic = topic }, source, "cards", Log, TimeProvider.System);
        Alerts = new KafkaAlertSink(Producer, topic);
        DeadLetters = new KafkaDeadLetterSink(Producer, topic, "cards", ["other", "transactions"], "1.2.3", Log, TimeProvider.System);
    }

    public TestLog Log { get; } = new();

    public KafkaProducer Producer { get; }

    public KafkaAlertSink Alerts { get; }

    public KafkaDeadLetterSink DeadLetters { get; }

    public ConcurrentQueue<long> Stored { get; } = new();

    /// <summary>A ticket for one event; stored when it is released and acknowledged.</summary>
    public OffsetTicket Ticket(long offset)
    {
        OffsetTicket ticket = _tracker.Open();
        ticket.Add(new TopicPartition(0, 0), offset);
        return ticket;
    }

    /// <summary>Publishes an alert for an offset, as the pipeline would.</summary>
    public void Publish(long offset, Func<Alert, Alert>? change = null)
    {
        OffsetTicket ticket = Ticket(offset);
        Alert alert = SampleAlert.Of(offset);
        Alerts.Publish(change is null ? alert : change(alert), ticket, CancellationToken.None);
        ticket.Release();
    }

    /// <summary>Publishes alerts for so many offsets, in time or not at all: a publisher may wait for ever.</summary>
    public void Publish(int first, int count) => PublishAsync(first, count).WaitAsync(Patience).GetAwaiter().GetResult();

    /// <summary>The same on a thread of its own.</summary>
    public Task PublishAsync(int first, int count) => Task.Run(() =>
    {
        for (int i = first; i < first + count; i++)
        {
            Publish(i);
        }
    });

    /// <summary>An offset that none has been published for.</summary>
    public long Next() => Interlocked.Increment(ref _next);

    public bool Drain(TimeSpan timeout) => _tracker.Drain(timeout, TimeProvider.System);

    public void Dispose() => Producer.Dispose();
}
