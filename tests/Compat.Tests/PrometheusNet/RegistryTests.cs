using Prometheus;

namespace Compat.Tests.PrometheusNet;

public sealed class RegistryTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();

    private MetricFactory Factory => Metrics.WithCustomRegistry(_registry);

    [Fact]
    public void The_same_name_and_labels_are_the_same_metric()
    {
        Assert.Same(Factory.CreateCounter("c_total", "h", "a", "b"), Factory.CreateCounter("c_total", "h", new CounterConfiguration { LabelNames = ["a", "b"] }));
        Assert.NotSame(Factory.CreateCounter("c_total", "h", "a", "b"), Factory.CreateCounter("c_total", "h", "a"));
        Assert.Same(Factory.CreateGauge("g", "h"), Factory.CreateGauge("g", "another help"));
    }

    [Fact]
    public void A_name_belongs_to_one_kind()
    {
        Factory.CreateCounter("x_total", "h");

        Assert.Throws<InvalidOperationException>(() => Factory.CreateGauge("x_total", "h"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("a-b")]
    [InlineData("a:b")]
    [InlineData("ä")]
    public void Bad_names_are_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => Factory.CreateGauge(name, "h"));
        Assert.Throws<ArgumentException>(() => Factory.CreateGauge("g", "h", name));
    }

    [Fact]
    public void Reserved_and_repeated_labels_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Factory.CreateGauge("g", "h", "__name"));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateGauge("g", "h", "a", "a"));
        Assert.Throws<InvalidOperationException>(() => Factory.WithLabels(new Dictionary<string, string> { ["a"] = "1" }).CreateGauge("g", "h", ["a"]));
        Assert.Throws<ArgumentException>(() => Factory.CreateHistogram("h", "h", "le"));
    }

    [Fact]
    public void Label_values_must_be_as_many_as_the_names_and_not_null()
    {
        var gauge = Factory.CreateGauge("g", "h", "a", "b");

        Assert.Throws<ArgumentException>(() => gauge.WithLabels("1"));
        Assert.Throws<ArgumentException>(() => gauge.WithLabels("1", "2", "3"));
        Assert.Throws<NotSupportedException>(() => gauge.WithLabels("1", null!));
    }

    [Fact]
    public void Label_values_find_their_series_however_they_are_handed_over()
    {
        var gauge = Factory.CreateGauge("g", "h", "a", "b");
        string[] values = ["1", "2"];

        var series = gauge.WithLabels("1", "2");

        Assert.Same(series, gauge.WithLabels(values.AsMemory()));
        Assert.Same(series, gauge.WithLabels(values.AsSpan()));
        Assert.NotSame(series, gauge.WithLabels("2", "1"));
        Assert.Equal([["1", "2"], ["2", "1"]], gauge.GetAllLabelValues());
    }

    [Fact]
    public void Counters_only_grow()
    {
        var counter = Factory.CreateCounter("c_total", "h");
        counter.Inc();
        counter.Inc(0.5);
        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Inc(-1));
        counter.IncTo(1);
        Assert.Equal(1.5, counter.Value);
        counter.IncTo(7);
        Assert.Equal(7, counter.Value);
    }

    [Fact]
    public void Gauges_go_up_and_down()
    {
        var gauge = Factory.CreateGauge("g", "h");
        gauge.Set(10);
        gauge.Inc(2);
        gauge.Dec();
        Assert.Equal(11, gauge.Value);
        gauge.IncTo(5);
        gauge.DecTo(20);
        Assert.Equal(11, gauge.Value);
        gauge.IncTo(12);
        Assert.Equal(12, gauge.Value);
        gauge.DecTo(-3);
        Assert.Equal(-3, gauge.Value);
        gauge.SetToTimeUtc(new DateTimeOffset(2001, 9, 9, 3, 46, 40, 500, TimeSpan.FromHours(2)));
        Assert.Equal(1_000_000_000.5, gauge.Value);
    }

    [Fact]
    public void A_timer_reports_what_it_returns()
    {
        var histogram = Factory.CreateHistogram("h_seconds", "h");

        var elapsed = histogram.NewTimer().ObserveDuration();

        Assert.Equal(1, histogram.Count);
        Assert.Equal(elapsed.TotalSeconds, histogram.Sum);
    }

    [Fact]
    public async Task Callbacks_run_before_each_export_and_a_failing_one_stops_nothing()
    {
        var gauge = Factory.CreateGauge("g", "h");
        _registry.AddBeforeCollectCallback(() => throw new InvalidOperationException("sync"));
        _registry.AddBeforeCollectCallback(_ => Task.FromException(new InvalidOperationException("async")));
        _registry.AddBeforeCollectCallback(() => gauge.Inc());
        _registry.AddBeforeCollectCallback(async _ =>
        {
            await Task.Yield();
            gauge.Inc(10);
        });

        Assert.EndsWith("\ng 11\n", await _registry.ExportAsync(), StringComparison.Ordinal);
        Assert.EndsWith("\ng 22\n", await _registry.ExportAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_process_can_be_watched()
    {
        DotNetStats.Register(_registry);

        var text = await _registry.ExportAsync();

        foreach (var name in new[] { "process_cpu_seconds_total", "process_working_set_bytes", "process_num_threads", "dotnet_total_memory_bytes" })
        {
            var value = text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1];
            Assert.True(double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) > 0, $"{name} is {value}");
        }
    }
}
