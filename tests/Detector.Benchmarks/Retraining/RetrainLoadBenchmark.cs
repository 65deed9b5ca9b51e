using System.Globalization;
using System.Text.Json.Nodes;
using Detector.Benchmarks.Line;
using Detector.TestKit;

namespace Detector.Benchmarks.Retraining;

/// <summary>
/// What a training beside the stream costs it, on the same cores: the rate at which a full topic is scored, and how long an alert takes
/// at a steady rate, without one and while one runs all the time. It has to keep 70 % of its rate, and twice its p99 at most.
/// </summary>
internal static class RetrainLoadBenchmark
{
    public const string Usage = "retrain-load [--events N] [--rounds N] [--seconds N] [--rate N]";
    private const string Topic = "numbers";

    public static async Task<int> RunAsync(string[] arguments)
    {
        LineOptions options = LineOptions.Parse(arguments);
        using RealKafka kafka = RealKafka.StartOrSkip();
        using var setup = new LineSetup(kafka.BootstrapServers);
        setup.Train();
        var source = new NumberEvents(2);
        byte[][] distinct = [.. Enumerable.Range(0, 20_000).Select(_ => source.Next())];
        KafkaTopics.Create(kafka.BootstrapServers, Topic);
        KafkaTopics.Write(kafka.BootstrapServers, Topic, Enumerable.Range(0, options.Events)
            .Select(i => new TestMessage { Value = distinct[i % distinct.Length], Partition = i % 4 }));

        var alone = new LineStudy(kafka.BootstrapServers, setup);
        var beside = new LineStudy(kafka.BootstrapServers, setup, stream => stream["Retraining"] = new JsonObject
        {
            // One after the other, of this topic, and none of them serves: the models stay the same.
            ["Every"] = "1s", ["Pause"] = "1s", ["Promote"] = "Ask", ["Rows"] = 50_000,
        });
        double[] without = new double[options.Rounds];
        double[] with = new double[options.Rounds];
        for (int round = 0; round < options.Rounds; round++)
        {
            without[round] = (await alone.ThroughputAsync(Topic, options.Events)).Rate;
            with[round] = (await beside.ThroughputAsync(Topic, options.Events)).Rate;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round + 1}: {without[round]:N0} events/s alone, {with[round]:N0} while training, "
                + $"{with[round] / without[round]:0.00} of it"));
        }

        double rate = options.Rate > 0 ? options.Rate : Median(without) / 4;
        double usual = P99(await alone.LatencyAsync("quiet", rate, options.Seconds));
        double busy = P99(await beside.LatencyAsync("busy", rate, options.Seconds));
        double kept = Median([.. without.Zip(with, (one, other) => other / one)]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"rate kept {kept:0.00} (0.70 is the least); p99 at {rate:N0} events/s {usual:0} ms alone, {busy:0} ms while training: "
            + $"{busy / usual:0.0} times (2 is the most)"));
        return kept >= 0.7 && busy <= 2 * usual ? 0 : 1;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static double P99(double[] sorted) => sorted.Length == 0 ? double.NaN : sorted[(int)(0.99 * (sorted.Length - 1))];
}
