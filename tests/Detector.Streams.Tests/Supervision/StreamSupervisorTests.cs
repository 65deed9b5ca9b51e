using Detector.Streams.Settings;
using Detector.Streams.Status;
using Detector.Streams.Supervision;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Detector.Streams.Tests.Supervision;

public sealed class StreamSupervisorTests : IStreamFactory
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, TestStream> _streams = [];
    private readonly CollectorRegistry _metrics = Prometheus.Metrics.NewCustomRegistry();
    private readonly FakeTimeProvider _time = new();
    private readonly StreamSupervisor _supervisor;

    public StreamSupervisorTests() => _supervisor = new StreamSupervisor(this);

    StreamRun IStreamFactory.Create(string name, StreamSettings settings)
    {
        var made = new TestStream(name, _metrics, _time);
        made.Models.Promote(TestStream.Model("m1"));
        return (_streams[name] = made).Run;
    }

    [Fact]
    public async Task AStreamThatFailsLeavesTheOthersAloneAndWhenAllHaveTheProcessIsDone()
    {
        Add("cards", "hosts");
        _supervisor.Start();
        FakeLine cards = _streams["cards"].Line(1);
        FakeLine hosts = _streams["hosts"].Line(1);
        _streams["hosts"].Until(StreamState.Running);

        cards.Fail("the topic is refused");
        _streams["cards"].Until(StreamState.Failed);
        Assert.Equal([(StreamState.Failed, "the topic is refused"), (StreamState.Running, null)],
            _supervisor.Read().Select(stream => (stream.State, stream.Reason)));
        Assert.False(_supervisor.Failure.IsCompleted);

        hosts.Fail("the disk is gone");
        Assert.Equal("the disk is gone", (await _supervisor.Failure.WaitAsync(Patience)).Message);
        await _supervisor.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task StreamsComeAndGoWithTheirSeriesWhileOthersRun()
    {
        Add("cards");
        _supervisor.Start();
        FakeLine cards = _streams["cards"].Line(1);
        Add("hosts");
        FakeLine hosts = _streams["hosts"].Line(1);
        _streams["hosts"].Until(StreamState.Running);
        hosts.Status = hosts.Status with { Lags = [new("metrics", 3, 17)] };
        TestStream.Until(() => Scrape().Contains("detector_consumer_lag_events{stream=\"hosts\",topic=\"metrics\",partition=\"3\"} 17"),
            _time, "its lag");
        Assert.Throws<InvalidOperationException>(() => _supervisor.Add("hosts", new StreamSettings()));

        Task removing = _supervisor.RemoveAsync("hosts");
        TestStream.Until(() => hosts.IsStopping, _time, "stopping");
        hosts.End();
        await removing.WaitAsync(Patience);

        Assert.Equal(["cards"], _supervisor.Read().Select(stream => stream.Name));
        Assert.DoesNotContain("hosts", Scrape());
        Assert.Contains("stream=\"cards\"", Scrape());
        Assert.False(cards.IsStopping);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _supervisor.RemoveAsync("hosts"));

        Add("hosts");
        _streams["hosts"].Line(1);

        Task stopping = _supervisor.StopAsync();
        TestStream.Until(() => _streams.Values.All(stream => stream.Line(1).IsStopping), _time, "all stop");
        foreach (TestStream stream in _streams.Values)
        {
            stream.Line(1).End();
        }

        await stopping.WaitAsync(Patience);
        Assert.All(_supervisor.Read(), stream => Assert.Equal(StreamState.Stopped, stream.State));
        Assert.Throws<InvalidOperationException>(() => _supervisor.Add("late", new StreamSettings()));
    }

    [Fact]
    public async Task OtherSettingsStopAndStartOnlyTheStreamsThatTheyChange()
    {
        StreamSettings Of(string topic, double target = 0.01) => new()
        {
            Source = new() { Topics = [topic], Options = new Dictionary<string, string> { ["fetch.max.bytes"] = "1000" } },
            Threshold = new() { Target = target },
            Schema = new() { Fields = [new() { Name = "x" }] },
        };
        await _supervisor.ApplyAsync(
            new Dictionary<string, StreamSettings> { ["same"] = Of("a"), ["other"] = Of("b"), ["gone"] = Of("c") });
        _supervisor.Start();
        (TestStream same, TestStream other, TestStream gone) = (_streams["same"], _streams["other"], _streams["gone"]);
        foreach (TestStream stream in new[] { same, other, gone })
        {
            stream.Line(1);
            stream.Until(StreamState.Running);
        }

        Task<StreamChanges> applying = _supervisor.ApplyAsync(
            new Dictionary<string, StreamSettings> { ["new"] = Of("d"), ["other"] = Of("e", 0.5), ["same"] = Of("a") });
        TestStream.Until(() => other.Line(1).IsStopping && gone.Line(1).IsStopping, _time, "two stop side by side");
        Assert.Equal(["same", "other", "gone"], _supervisor.Read().Select(stream => stream.Name));
        gone.Line(1).End();
        other.Line(1).End();
        StreamChanges changes = await applying.WaitAsync(Patience);

        Assert.Equal(["new"], changes.Added);
        Assert.Equal(["gone"], changes.Removed);
        Assert.Equal(["same"], changes.Unchanged);
        Assert.Equal(("other", "Source:Topics, Threshold:Target"),
            (changes.Restarted.Single().Name, string.Join(", ", changes.Restarted.Single().Settings)));
        Assert.Equal(["new", "other", "same"], _supervisor.Read().Select(stream => stream.Name));
        Assert.NotSame(other, _streams["other"]);
        Assert.False(same.Line(1).IsStopping);
        Assert.Single(same.Lines);
        _streams["new"].Line(1);
        _streams["other"].Line(1);
        Assert.DoesNotContain("stream=\"gone\"", Scrape());
    }

    [Fact]
    public async Task AStopMeanwhileStopsWhatIsOnItsWayOutAndStartsNothing()
    {
        Add("cards");
        _supervisor.Start();
        FakeLine line = _streams["cards"].Line(1);
        Task<StreamChanges> applying = _supervisor.ApplyAsync(new Dictionary<string, StreamSettings> { ["hosts"] = new() });
        TestStream.Until(() => line.IsStopping, _time, "stopping");

        Task stopping = _supervisor.StopAsync();
        Assert.False(stopping.IsCompleted);
        line.End();
        await stopping.WaitAsync(Patience);
        await applying.WaitAsync(Patience);

        Assert.Equal(["cards"], _streams.Keys);
        Assert.Empty(_supervisor.Read());
    }

    [Fact]
    public async Task AStopNamesTheStreamsThatLeftSomethingForTheNextStart()
    {
        Add("cards", "hosts");
        _supervisor.Start();
        FakeLine[] lines = [.. new[] { "cards", "hosts" }.Select(name => _streams[name].Line(1))];
        lines[1].HasLeft = true;
        Task<IReadOnlyList<string>> stopping = _supervisor.StopAsync();
        Assert.All(lines, line => line.End());
        Assert.Equal(["hosts"], await stopping.WaitAsync(Patience));
    }

    [Fact]
    public async Task AStreamThatFailsAsItStopsHasLeftSomethingAndIsNotTriedAgain()
    {
        Add("cards", "hosts");
        _supervisor.Start();
        FakeLine[] lines = [.. new[] { "cards", "hosts" }.Select(name => _streams[name].Line(1))];
        Task<IReadOnlyList<string>> stopping = _supervisor.StopAsync();
        TestStream.Until(() => lines.All(line => line.IsStopping), _time, "both stop");
        lines[0].End();
        lines[1].Fail("the last offsets were refused");
        Assert.Equal(["hosts"], await stopping.WaitAsync(Patience));
        Assert.All(_supervisor.Read(), stream => Assert.Equal(StreamState.Stopped, stream.State));
        Assert.False(_supervisor.Failure.IsCompleted);
    }

    [Fact]
    public async Task ASeriesGoesWithItsPartition()
    {
        Add("cards");
        _supervisor.Start();
        FakeLine line = _streams["cards"].Line(1);
        line.Status = line.Status with { Lags = [new("t", 0, 5), new("t", 1, 6)] };
        TestStream.Until(() => Scrape().Contains("partition=\"1\"} 6"), _time, "both");
        line.Status = line.Status with { Lags = [new("t", 0, 4)] };
        TestStream.Until(() => !Scrape().Contains("partition=\"1\""), _time, "one is gone");
        Assert.Contains("partition=\"0\"} 4", Scrape());
        Task stopping = _supervisor.StopAsync();
        line.End();
        await stopping.WaitAsync(Patience);
    }

    private void Add(params string[] names)
    {
        foreach (string name in names)
        {
            _supervisor.Add(name, new StreamSettings());
        }
    }

    private string Scrape() => _streams.Values.First().ScrapeAsync().Result;
}
