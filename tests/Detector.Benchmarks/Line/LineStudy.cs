using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Detector.TestKit;

namespace Detector.Benchmarks.Line;

/// <summary>Measures a running daemon: how fast it goes at most, and how long an alert takes at half of that.</summary>
/// <param name="change">Changes the stream's settings; null: nothing.</param>
internal sealed class LineStudy(string bootstrap, LineSetup setup, Action<JsonObject>? change = null)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    // Generator, broker and daemon start cold on the same cores: what they fall behind meanwhile is worked off first.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    /// <summary>Scores a topic that is full already, from its first to its last message.</summary>
    public async Task<(double Rate, double BytesPerEvent, double ResidentMegabytes)> ThroughputAsync(string topic, int events)
    {
        using var daemon = new Daemon(setup.Directory, setup.SettingsFor(topic, $"group-{Guid.NewGuid()}", change));
        using var look = new PeriodicTimer(Look);
        var clock = Stopwatch.StartNew();

        // The first quarter warms the code up.
        (double count, double at, double bytes) = await ReachAsync(events / 4);
        (double countAtEnd, double end, double bytesAtEnd) = await ReachAsync(events);
        return ((countAtEnd - count) / (end - at), (bytesAtEnd - bytes) / (countAtEnd - count), daemon.Resident / 1e6);

        async Task<(double Count, double At, double Bytes)> ReachAsync(int target)
        {
            while (true)
            {
                double scored = await daemon.ReadAsync("detector_events_scored_total");
                if (scored >= target)
                {
                    return (scored, clock.Elapsed.TotalSeconds, await daemon.ReadAsync("detector_allocated_bytes_total"));
                }

                await look.WaitForNextTickAsync();
            }
        }
    }

    /// <summary>
    /// Time from when a message was to be sent until its alert is read back from the alerts' topic, milliseconds, in rising order, once
    /// all is warm. A message's timestamp is the time that was planned for it, so that a wait of the sender counts, too (G. Tene's
    /// coordinated omission).
    /// </summary>
    public async Task<double[]> LatencyAsync(string topic, double rate, int seconds)
    {
        KafkaTopics.Create(bootstrap, topic);
        using var daemon = new Daemon(setup.Directory, setup.SettingsFor(topic, topic, change));
        using (IProducer<Null, byte[]> warmUp = Producer())
        {
            warmUp.Produce(topic, new Message<Null, byte[]> { Value = new NumberEvents(1).Next() });
            warmUp.Flush();
        }

        while (await daemon.ReadAsync("detector_events_scored_total") < 1)
        {
            await Task.Delay(Look);
        }

        using var stop = new CancellationTokenSource();
        long from = TimeProvider.System.GetUtcNow().Add(WarmUp).ToUnixTimeMilliseconds();
        Task<List<double>> reader = Task.Factory.StartNew(() => ReadAlerts($"{topic}-alerts", from, stop.Token),
            TaskCreationOptions.LongRunning);
        await SendAsync(topic, rate, WarmUp.TotalSeconds + seconds);
        stop.CancelAfter(TimeSpan.FromSeconds(3));
        return [.. (await reader).Order()];
    }

    private async Task SendAsync(string topic, double rate, double seconds)
    {
        var events = new NumberEvents(3);
        byte[][] usual = [.. Enumerable.Range(0, 5000).Select(_ => events.Next())];
        byte[][] strange = [.. Enumerable.Range(0, 100).Select(_ => events.Next(strange: true))];
        using IProducer<Null, byte[]> producer = Producer();
        using var tick = new PeriodicTimer(Tick);
        long start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var clock = Stopwatch.StartNew();
        for (long sent = 0; clock.Elapsed.TotalSeconds < seconds;)
        {
            for (long due = (long)(clock.Elapsed.TotalSeconds * rate); sent < due; sent++)
            {
                // One in a thousand is strange, so the alerts themselves are no load.
                byte[] value = sent % 1000 == 999 ? strange[sent / 1000 % strange.Length] : usual[sent % usual.Length];
                var planned = new Timestamp(start + (long)(sent * 1000 / rate), TimestampType.CreateTime);
                producer.Produce(topic, new Message<Null, byte[]> { Value = value, Timestamp = planned });
            }

            await tick.WaitForNextTickAsync();
        }

        producer.Flush();
    }

    private List<double> ReadAlerts(string topic, long from, CancellationToken stop)
    {
        using IConsumer<Ignore, byte[]> consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = $"alerts-{Guid.NewGuid()}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            FetchWaitMaxMs = 5,
            TopicMetadataRefreshIntervalMs = 500,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe(topic);
        var latencies = new List<double>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(100) is not { } alert)
                {
                    continue;
                }

                double now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                using JsonDocument body = JsonDocument.Parse(alert.Message.Value);
                long sent = body.RootElement.GetProperty("eventTime").GetDateTimeOffset().ToUnixTimeMilliseconds();
                if (sent >= from)
                {
                    latencies.Add(now - sent);
                }
            }
            catch (ConsumeException e) when (e.Error.Code == ErrorCode.UnknownTopicOrPart)
            {
            }
        }

        return latencies;
    }

    private IProducer<Null, byte[]> Producer() => new ProducerBuilder<Null, byte[]>(new ProducerConfig
    {
        BootstrapServers = bootstrap,
        LingerMs = 1,
        QueueBufferingMaxMessages = 1_000_000,
    }).SetLogHandler((_, _) => { }).Build();
}
