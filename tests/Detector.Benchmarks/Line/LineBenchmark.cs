using System.Globalization;
using Detector.TestKit;

namespace Detector.Benchmarks.Line;

/// <summary>The whole line against the bare client, on one topic of a real Apache Kafka, in one run on one machine.</summary>
internal static class LineBenchmark
{
    private const string Topic = "numbers";

    public static async Task<int> RunAsync(LineOptions options)
    {
        using RealKafka kafka = RealKafka.StartOrSkip();
        using var setup = new LineSetup(kafka.BootstrapServers);
        setup.Train();
        Fill(kafka.BootstrapServers, options.Events);

        var study = new LineStudy(kafka.BootstrapServers, setup);
        var raw = new List<(double Rate, double Bytes)>();
        var line = new List<(double Rate, double Bytes, double Resident)>();
        for (int round = 0; round < options.Rounds; round++)
        {
            raw.Add(RawConsumer.Run(kafka.BootstrapServers, Topic, options.Events));
            line.Add(await study.ThroughputAsync(Topic, options.Events));
            (double alone, double whole) = (raw[^1].Rate, line[^1].Rate);
            Say($"round {round + 1}: raw Consume {alone:N0}/s, daemon {whole:N0}/s, ratio {whole / alone:0.00}");
        }

        double rate = Median(line.Select(l => l.Rate));
        double clientBytes = Median(raw.Select(r => r.Bytes));
        double allBytes = Median(line.Select(l => l.Bytes));
        double latencyRate = options.Rate > 0 ? options.Rate : rate / 2;
        double[] latencies = await study.LatencyAsync("latency", latencyRate, options.Seconds);

        Say($"raw Consume, median          {Median(raw.Select(r => r.Rate)):N0} events/s");
        Say($"daemon end to end, median    {rate:N0} events/s");
        Say($"ratio, median of pairs       {Median(line.Zip(raw, (l, r) => l.Rate / r.Rate)):0.00}");
        Say($"allocated per event          {allBytes:0.0} bytes, of which the client's own {clientBytes:0.0}");
        Say($"resident memory              {Median(line.Select(l => l.Resident)):0} MB");
        Say($"planned time to alert        p50 {At(latencies, 0.5):0} ms, p99 {At(latencies, 0.99):0}, p99.9 {At(latencies, 0.999):0}");
        Say($"over                         {latencies.Length} alerts at {latencyRate:N0} events/s");
        return 0;
    }

    private static void Fill(string bootstrap, int events)
    {
        var source = new NumberEvents(2);
        byte[][] distinct = [.. Enumerable.Range(0, 20_000).Select(_ => source.Next())];
        KafkaTopics.Create(bootstrap, Topic);
        KafkaTopics.Write(bootstrap, Topic, Enumerable.Range(0, events)
            .Select(i => new TestMessage { Value = distinct[i % distinct.Length], Partition = i % 4 }));
        Say($"{events:N0} messages of {distinct.Average(d => d.Length):0} bytes, 30 numbers each, in 4 partitions");
    }

    private static double Median(IEnumerable<double> values) => At([.. values.Order()], 0.5);

    private static double At(double[] sorted, double share) => sorted.Length == 0
        ? double.NaN : sorted[(int)Math.Min(share * sorted.Length, sorted.Length - 1)];

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
