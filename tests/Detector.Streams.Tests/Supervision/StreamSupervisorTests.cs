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

    StreamRun IStreamFactory.Create(string name, StreamSettings settings) => (_streams[name] = new TestStream(name, _metrics, _time)).Run;

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
        Assert.Equal([(StreamState.Failed, "the topic is refused"), (StreamState.Running, null)], _supervisor.Read().Select(stream => (stream.State, stream.Reason)));
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
        TestStream.Until(() => Scrape().Contains("detector_consumer_lag_events{stream=\"hosts\",topic=\"metrics\",partition=\"3\"} 17"), _time, "its lag");
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
            _streams[name].Models.Promote(TestStream.Model("m1"));
        }
    }

    private string Scrape() => _streams.Values.First().ScrapeAsync().Result;
}
