using Detector.Streams.Settings;
using Detector.Streams.Status;
using Detector.Streams.Supervision;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Detector.Streams.Tests.Supervision;

/// <summary>Other settings while a stream does not run, whatever keeps it from it, beside one that does.</summary>
public sealed class ReloadTests : IStreamFactory, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly List<(string Name, StreamSettings Settings, TestStream Stream)> _made = [];
    private readonly CollectorRegistry _metrics = Prometheus.Metrics.NewCustomRegistry();
    private readonly FakeTimeProvider _time = new();
    private readonly StreamSupervisor _supervisor;
    private string _obstacle = "";

    public ReloadTests() => _supervisor = new StreamSupervisor(this);

    public static TheoryData<string> Obstacles =>
        ["line fails", "model damaged", "line refused", "no model", "training", "training fails"];

    StreamRun IStreamFactory.Create(string name, StreamSettings settings)
    {
        bool isIll = name == "ill" && Made("ill") is null;
        Func<CancellationToken, Task<string>>? train = !isIll ? null : _obstacle switch
        {
            "training" => new TaskCompletionSource<string>().Task.WaitAsync,
            "training fails" => _ => throw new InvalidOperationException("a field has no value"),
            _ => null,
        };
        var stream = new TestStream(name, _metrics, _time, train);
        stream.Models.Damage = isIll && _obstacle == "model damaged" ? new InvalidOperationException("another hash") : null;
        stream.NoLine = isIll && _obstacle == "line refused" ? new InvalidOperationException("no such option") : null;
        if (!isIll || _obstacle is "line fails" or "line refused")
        {
            stream.Models.Promote(TestStream.Model("m1"));
        }

        _made.Add((name, settings, stream));
        return stream.Run;
    }

    public async ValueTask DisposeAsync()
    {
        Task stopping = _supervisor.StopAsync();
        foreach (FakeLine line in _made.SelectMany(made => made.Stream.Lines).Where(line => !line.Completion.IsCompleted))
        {
            line.End();
        }

        await stopping.WaitAsync(Patience);
    }

    [Theory, MemberData(nameof(Obstacles))]
    public async Task ItBeginsWithItsNewSettingsAtOnceAndTheOtherNoticesNothing(string obstacle)
    {
        TestStream well = await StartAsync(obstacle);
        Dictionary<string, StreamSettings> wanted = new() { ["well"] = Of("a"), ["ill"] = Of("c") };
        DateTimeOffset before = _time.GetUtcNow();
        StreamChanges changes = await _supervisor.ApplyAsync(wanted).WaitAsync(Patience);
        Assert.Equal(("ill", "Source:Topics"), (changes.Restarted.Single().Name, string.Join(',', changes.Restarted.Single().Settings)));
        (_, StreamSettings settings, TestStream next) = _made[^1];
        Assert.Same(wanted["ill"], settings);
        TestStream.AtOnce(() => next.Lines.SingleOrDefault()?.IsStarted == true && next.Status.State == StreamState.Running, "its line");
        Assert.Equal(before, _time.GetUtcNow());
        Assert.Equal([("well", StreamState.Running), ("ill", StreamState.Running)],
            _supervisor.Read().Select(stream => (stream.Name, stream.State)));
        Assert.Equal(3, _made.Count);
        IsUntouched(well);
        Assert.Contains("detector_stream_ready{stream=\"ill\"}", await well.ScrapeAsync());
    }

    [Theory, MemberData(nameof(Obstacles))]
    public async Task OneThatIsNoLongerWantedGoesAtOnceWithItsSeries(string obstacle)
    {
        TestStream well = await StartAsync(obstacle);
        Assert.Contains("stream=\"ill\"", await well.ScrapeAsync());
        DateTimeOffset before = _time.GetUtcNow();
        StreamChanges changes = await _supervisor.ApplyAsync(new Dictionary<string, StreamSettings> { ["well"] = Of("a") })
            .WaitAsync(Patience);
        Assert.Equal(before, _time.GetUtcNow());
        Assert.Equal(["ill"], changes.Removed);
        Assert.Equal(["well"], _supervisor.Read().Select(stream => stream.Name));
        Assert.DoesNotContain("stream=\"ill\"", await well.ScrapeAsync());
        IsUntouched(well);
    }

    [Fact]
    public async Task WhileOneMakesRoomForItsNewSettingsNobodyFindsThatAllHaveFailed()
    {
        TestStream well = await StartAsync("line fails");
        Task<StreamChanges> applying = _supervisor.ApplyAsync(
            new Dictionary<string, StreamSettings> { ["well"] = Of("d"), ["ill"] = Of("b") });
        TestStream.AtOnce(() => well.Line(1).IsStopping, "it makes room");
        TestStream ill = Made("ill")!;
        ill.Models.Promote(TestStream.Model("m1"));
        ill.Line(5).Fail("broken again");
        ill.Until(StreamState.Failed);
        well.Line(1).Fail("its commit was refused");
        await applying.WaitAsync(Patience);
        Assert.False(_supervisor.Failure.IsCompleted);
        TestStream.AtOnce(() => Made("well")!.Status.State == StreamState.Running, "it runs again");
    }

    private static StreamSettings Of(string topic) => new() { Source = new() { Topics = [topic] } };

    private TestStream? Made(string name) => _made.LastOrDefault(made => made.Name == name).Stream;

    // One that is well, and one that is not: in the midst of its back-off, which is longer than a second by then, where it fails.
    private async Task<TestStream> StartAsync(string obstacle)
    {
        _obstacle = obstacle;
        await _supervisor.ApplyAsync(new Dictionary<string, StreamSettings> { ["well"] = Of("a"), ["ill"] = Of("b") });
        (TestStream well, TestStream ill) = (Made("well")!, Made("ill")!);
        int failures = 0;
        ill.Run.Failed += _ => failures++;
        _supervisor.Start();
        well.Line(1);
        well.Until(StreamState.Running);
        for (int i = 1; i <= 4 && obstacle == "line fails"; i++)
        {
            ill.Line(i).Fail("broken");
            TestStream.AtOnce(() => failures == i, "it fails");
            ill.Models.Promote(TestStream.Model("m1"));
        }

        TestStream.Until(
            () => obstacle switch
            {
                "line fails" => true,
                "no model" => ill.Models.Asked.CurrentCount > 1,
                "training" => ill.Status.State == StreamState.Training,
                "line refused" => Refused(ill, failures),
                _ => failures > 2,
            },
            _time, obstacle);
        Assert.Equal(obstacle switch { "no model" => StreamState.Waiting, "training" => StreamState.Training, _ => StreamState.Failed },
            ill.Status.State);
        return well;
    }

    // Each try takes a model.
    private static bool Refused(TestStream ill, int failures)
    {
        if (ill.Status.State == StreamState.Waiting)
        {
            ill.Models.Promote(TestStream.Model("m1"));
        }

        return failures > 2;
    }

    private static void IsUntouched(TestStream well)
    {
        Assert.False(Assert.Single(well.Lines).IsStopping);
        Assert.Equal(StreamState.Running, well.Status.State);
    }
}
