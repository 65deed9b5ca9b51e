using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Detector.Benchmarks.Line;
using Detector.Models.Bundles;
using Detector.TestKit;

namespace Detector.Benchmarks.Retraining;

/// <summary>
/// A daemon whose model is swapped again and again under load, each event of which is alerted: each has to be, once, by one version whole.
/// </summary>
internal static class SwapBenchmark
{
    public const string Usage = "swaps [--swaps N] [--rate N] [--quiet SECONDS]";
    private const string Topic = "swapped";
    private const string Stream = "numbers";
    private const double MostMs = 1000; // of the 99th in a hundred alerts
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<int> RunAsync(string[] options)
    {
        int swaps = Option(options, "--swaps", 1000);
        int rate = Option(options, "--rate", 200);
        var quiet = TimeSpan.FromSeconds(Option(options, "--quiet", 60));
        using RealKafka kafka = RealKafka.StartOrSkip();
        using var setup = new LineSetup(kafka.BootstrapServers);
        setup.Train();
        var registry = new ModelRegistry(Path.Combine(setup.Directory, "models"), TimeProvider.System);
        string first = registry.Read(Stream, RegistryPointer.Current)!;
        string second = setup.SaveAgain(registry);
        KafkaTopics.Create(kafka.BootstrapServers, Topic);
        using var daemon = new Daemon(setup.Directory, setup.SettingsFor(Topic, Topic));
        var alerts = new Alerts();
        using var stop = new CancellationTokenSource();
        Task reading = Task.Factory.StartNew(() => alerts.Read(kafka.BootstrapServers, $"{Topic}-alerts", stop.Token),
            TaskCreationOptions.LongRunning);
        using var sent = new CancellationTokenSource();
        Task<long> sending = SendAsync(kafka.BootstrapServers, rate, sent.Token);
        await AwaitAsync(() => alerts.Last == first);
        alerts.Warm();

        // What the machine does to alerts without any swap.
        await Task.Delay(quiet, TimeProvider.System);
        double alone = alerts.At(0.99);
        alerts.Warm();
        var clock = Stopwatch.StartNew();
        for (int swap = 0; swap < swaps; swap++)
        {
            string next = swap % 2 == 0 ? second : first;
            registry.Promote(Stream, next, Change.Of("benchmark", $"swap {swap + 1}"));
            await AwaitAsync(() => alerts.Last == next);
        }

        TimeSpan took = clock.Elapsed;
        await sent.CancelAsync();
        long count = await sending;
        await AwaitAsync(() => alerts.Events >= count);
        await stop.CancelAsync();
        await reading;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{swaps} swaps in {took.TotalSeconds:0} s at {rate} events/s; {count} events, {alerts.Events} alerted, "
            + $"{alerts.Twice} twice, {alerts.Mixed} by more than one version; p50 {alerts.At(0.5):0} ms, p99 {alerts.At(0.99):0} ms "
            + $"({alone:0} ms without swaps)"));
        return alerts.Events == count && alerts.Twice == 0 && alerts.Mixed == 0 && alerts.At(0.99) <= MostMs ? 0 : 1;
    }

    private static async Task<long> SendAsync(string bootstrap, int rate, CancellationToken stop)
    {
        var events = new NumberEvents(3);
        byte[][] strange = [.. Enumerable.Range(0, 500).Select(_ => events.Next(strange: true))];
        var config = new ProducerConfig { BootstrapServers = bootstrap, LingerMs = 1, EnableIdempotence = true };
        using IProducer<Null, byte[]> producer = new ProducerBuilder<Null, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var clock = Stopwatch.StartNew();
        long sent = 0;
        while (!stop.IsCancellationRequested)
        {
            for (long due = (long)(clock.Elapsed.TotalSeconds * rate); sent < due; sent++)
            {
                producer.Produce(Topic, new Message<Null, byte[]> { Value = strange[sent % strange.Length] });
            }

            await tick.WaitForNextTickAsync(CancellationToken.None);
        }

        producer.Flush(CancellationToken.None);
        return sent;
    }

    private static async Task AwaitAsync(Func<bool> isSo)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException("the daemon does not get on");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static int Option(string[] options, string name, int otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length
            ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;

    /// <summary>What was alerted, as a reader of the topic sees it.</summary>
    private sealed class Alerts
    {
        private readonly ConcurrentDictionary<(int, long), string> _versions = [];
        private readonly List<double> _latencies = [];
        private int _from;

        public string? Last { get; private set; }

        public int Events => _versions.Count;

        public int Twice { get; private set; }

        public int Mixed { get; private set; }

        /// <summary>From now on times are taken.</summary>
        public void Warm()
        {
            lock (_latencies)
            {
                _from = _latencies.Count;
            }
        }

        public double At(double share)
        {
            double[] sorted;
            lock (_latencies)
            {
                sorted = [.. _latencies.Skip(_from).Order()];
            }

            return sorted.Length == 0 ? double.NaN : sorted[(int)(share * (sorted.Length - 1))];
        }

        public void Read(string bootstrap, string topic, CancellationToken stop)
        {
            using IConsumer<Ignore, byte[]> consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
            {
                BootstrapServers = bootstrap, GroupId = "swaps", AutoOffsetReset = AutoOffsetReset.Earliest, FetchWaitMaxMs = 5,
                TopicMetadataRefreshIntervalMs = 500,
            }).SetLogHandler((_, _) => { }).Build();
            consumer.Subscribe(topic);
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    if (consumer.Consume(100) is { } alert)
                    {
                        Take(alert.Message.Value);
                    }
                }
                catch (ConsumeException e) when (e.Error.Code == ErrorCode.UnknownTopicOrPart)
                {
                }
            }
        }

        private void Take(byte[] json)
        {
            double now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            using var body = JsonDocument.Parse(json);
            JsonElement alert = body.RootElement;
            string version = alert.GetProperty("modelVersion").GetString()!;
            (int, long) place = (alert.GetProperty("partition").GetInt32(), alert.GetProperty("offset").GetInt64());
            if (!_versions.TryAdd(place, version))
            {
                Twice++;
                Mixed += _versions[place] == version ? 0 : 1;
            }

            lock (_latencies)
            {
                _latencies.Add(now - alert.GetProperty("eventTime").GetDateTimeOffset().ToUnixTimeMilliseconds());
            }

            Last = version;
        }
    }
}
