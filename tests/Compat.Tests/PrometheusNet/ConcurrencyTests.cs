using System.Globalization;
using Prometheus;

namespace Compat.Tests.PrometheusNet;

public sealed class ConcurrencyTests
{
    private const int Threads = 4;
    private const int Each = 200_000;

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();

    private MetricFactory Factory => Metrics.WithCustomRegistry(_registry);

    [Fact]
    public async Task Nothing_is_lost_and_every_export_meanwhile_adds_up()
    {
        var counter = Factory.CreateCounter("c_total", "h", "l").WithLabels("x");
        var gauge = Factory.CreateGauge("g", "h");
        var histogram = Factory.CreateHistogram("h", "h", new HistogramConfiguration { Buckets = [1, 2, 3] });

        var writers = Start(_ =>
        {
            for (var i = 0; i < Each; i++)
            {
                counter.Inc();
                gauge.Inc(2);
                gauge.Dec();
                histogram.Observe(i % 5);
            }
        });
        var before = 0.0;
        while (writers.Exists(thread => thread.IsAlive))
        {
            var values = Parse(await _registry.ExportAsync());
            Assert.True(values["c_total{l=\"x\"}"] >= before);
            before = values["c_total{l=\"x\"}"];
            double[] buckets = [.. new[] { "1", "2", "3", "+Inf" }.Select(le => values[$"h_bucket{{le=\"{le}\"}}"])];
            Assert.Equal(buckets.Order(), buckets);
            if (StandIn.Present)
            {
                Assert.Equal(values["h_count"], buckets[^1]);
            }
        }

        Assert.Equal(Threads * Each, counter.Value);
        Assert.Equal(Threads * Each, gauge.Value);
        Assert.Equal(Threads * Each, histogram.Count);
        Assert.Equal(Threads * Each * 2.0, histogram.Sum);
    }

    [Fact]
    public void All_threads_get_the_same_metric_and_the_same_series()
    {
        var start = new Barrier(Threads);
        var writers = Start(_ =>
        {
            start.SignalAndWait();
            for (var i = 0; i < 2_000; i++)
            {
                var label = (i % 100).ToString(CultureInfo.InvariantCulture);
                Factory.CreateCounter($"c{i}_total", "h", "l").WithLabels(label).Inc();
                Factory.CreateCounter("one_total", "h", "l").WithLabels([label]).Inc();
            }
        });
        writers.ForEach(thread => thread.Join());

        for (var i = 0; i < 2_000; i++)
        {
            var label = (i % 100).ToString(CultureInfo.InvariantCulture);
            Assert.Equal(Threads, Factory.CreateCounter($"c{i}_total", "h", "l").WithLabels(label).Value);
        }

        var one = Factory.CreateCounter("one_total", "h", "l");
        Assert.Equal(100, one.GetAllLabelValues().Count());
        Assert.All(one.GetAllLabelValues(), values => Assert.Equal(Threads * 20, one.WithLabels(values).Value));
    }

    [Fact]
    public void Measuring_allocates_nothing()
    {
        var counter = Factory.CreateCounter("c_total", "h");
        var gauge = Factory.CreateGauge("g", "h").WithLabels();
        var labelled = Factory.CreateGauge("labelled", "h", "a", "b");
        var histogram = Factory.CreateHistogram("h", "h");
        Measure();

        // What the runtime allocates for itself while it compiles the code once more comes on top now and then, what a measurement allocates every time.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Measure()));

        long Measure()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++)
            {
                counter.Inc();
                gauge.Set(i);
                histogram.Observe(i);
                histogram.Observe(i, 3);
                ReadOnlySpan<string> values = ["x", "y"];
                labelled.WithLabels(values).Set(i);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static List<Thread> Start(Action<int> work)
    {
        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() => work(i))).ToList();
        threads.ForEach(thread => thread.Start());
        return threads;
    }

    private static Dictionary<string, double> Parse(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line[0] != '#')
        .Select(line => line.Split(' '))
        .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
}
