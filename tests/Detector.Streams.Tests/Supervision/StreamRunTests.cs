using Detector.Streams.Status;
using Detector.Streams.Supervision;
using Detector.Streams.Tests.Pipeline;

namespace Detector.Streams.Tests.Supervision;

public sealed class StreamRunTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private TestStream _stream = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (FakeLine line in _stream.Lines.Where(line => !line.Completion.IsCompleted))
        {
            line.End();
        }

        await _running.WaitAsync(Patience);
        _stop.Dispose();
    }

    [Fact]
    public async Task AStreamWaitsForItsModelRunsAndStopsInOrder()
    {
        Start();
        Assert.True(await _stream.Models.Asked.WaitAsync(Patience));
        Assert.Equal((StreamState.Waiting, "model,broker,assignment"), (_stream.Status.State, string.Join(',', _stream.Status.Missing)));
        Assert.Contains("detector_stream_ready{stream=\"cards\"} 0", await _stream.ScrapeAsync());

        _stream.Models.Promote(TestStream.Model("m1"));
        FakeLine line = _stream.Line(1);
        _stream.Until(StreamState.Running);
        Assert.Equal(("m1", 100.0), (_stream.Status.Model!.Version, _stream.Status.Threshold!.Value));
        TestStream.Until(() => _stream.ScrapeAsync().Result.Contains("detector_stream_ready{stream=\"cards\"} 1"), _stream.Time, "ready");

        line.Status = line.Status with { State = new() { Restoring = 1, ToRead = 30, Read = 10, Keys = 7, Evicted = 2 } };
        Assert.Equal(StreamState.Restoring, _stream.Status.State);
        TestStream.Until(
            () => _stream.ScrapeAsync().Result.Contains("detector_state_restoring_events{stream=\"cards\"} 20"),
            _stream.Time, "restoring");
        string[] metrics = (await _stream.ScrapeAsync()).Split('\n');
        Assert.Contains("detector_stream_ready{stream=\"cards\"} 0", metrics);
        Assert.Contains("detector_state_keys{stream=\"cards\"} 7", metrics);
        Assert.Contains("detector_state_evicted_keys_total{stream=\"cards\"} 2", metrics);

        line.Status = new LineStatus { BrokerConnected = true };
        Assert.Equal((StreamState.Waiting, "assignment"), (_stream.Status.State, string.Join(',', _stream.Status.Missing)));

        await _stop.CancelAsync();
        _stream.Until(StreamState.Stopping);
        TestStream.Until(() => line.IsStopping, _stream.Time, "stopping");
        Assert.False(_running.IsCompleted);
        line.End();
        await _running.WaitAsync(Patience);
        Assert.Equal(StreamState.Stopped, _stream.Status.State);
        Assert.True(line.IsDisposed);
        Assert.DoesNotContain("detector_model_info{", await _stream.ScrapeAsync());
    }

    [Fact]
    public void AStreamThatFailsSaysWhyAndIsTriedAgain()
    {
        var failures = new List<string>();
        _stream.Run.Failed += error => failures.Add(error.Message);
        Start();
        foreach (int number in Enumerable.Range(1, 4))
        {
            _stream.Models.Promote(TestStream.Model("m1"));
            FakeLine line = _stream.Line(number);
            line.Fail($"broken {number}");
            _stream.Until(StreamState.Failed);
            Assert.Equal($"broken {number}", _stream.Status.Reason);
            Assert.Null(_stream.Status.Model);
            Assert.True(line.IsDisposed);
        }

        _stream.Models.Promote(TestStream.Model("m1"));
        _stream.Line(5);
        _stream.Until(StreamState.Running);
        Assert.Null(_stream.Status.Reason);
        Assert.Equal(["broken 1", "broken 2", "broken 3", "broken 4"], failures);
    }

    [Fact]
    public void AModelThatCannotServeIsAReasonAndWhatMendsItIsFound()
    {
        _stream.Models.Damage = new InvalidOperationException("weights.safetensors has another hash");
        Start();
        _stream.Until(StreamState.Failed);
        Assert.Equal("weights.safetensors has another hash", _stream.Status.Reason);

        _stream.Models.Damage = null;
        _stream.Models.Promote(TestStream.Model("m1"));
        _stream.Line(1);
        _stream.Until(StreamState.Running);
    }

    [Fact]
    public void AModelWhoseLineCannotBeMadeIsFreed()
    {
        var scorer = new FakeScorer("m1");
        _stream.NoLine = new InvalidOperationException("enable.partition.eof is not for users");
        _stream.Models.Promote(TestStream.Model("m1", scorer));
        Start();
        _stream.Until(StreamState.Failed);
        Assert.True(scorer.Disposed);
    }

    [Fact]
    public async Task APromotedModelIsSeenWithoutAnEvent()
    {
        _stream.Models.Promote(TestStream.Model("m1"));
        Start();
        FakeLine line = _stream.Line(1);
        _stream.Until(StreamState.Running);
        _stream.Models.Promote(TestStream.Model("m2"));
        TestStream.Until(() => _stream.Status.Model!.Version == "m2", _stream.Time, "m2");
        Assert.Equal("m2", line.Model.Version);
        string metrics = await _stream.ScrapeAsync();
        Assert.Contains("version=\"m2\"", metrics);
        Assert.DoesNotContain("version=\"m1\"", metrics);
    }

    [Fact]
    public void AThresholdThatWasSetDecidesWithoutAnotherModel()
    {
        _stream.Models.Promote(TestStream.Model("m1"));
        Start();
        FakeLine line = _stream.Line(1);
        _stream.Until(StreamState.Running);
        _stream.Models.Set(Serving.Rule(3.5, "t2"));
        TestStream.Until(() => _stream.Status.Threshold!.Version == "t2", _stream.Time, "t2");
        Assert.Equal(3.5, line.Model.Rule.Threshold.Value);
        TestStream.Until(() => _stream.ScrapeAsync().Result.Contains("detector_threshold{stream=\"cards\"} 3.5"),
            _stream.Time, "its metric");
        Assert.Equal("m1", _stream.Status.Model!.Version);
    }

    [Fact]
    public void AFirstModelIsTrainedWhereThereIsNone()
    {
        var trained = new TaskCompletionSource<string>();
        _stream = new TestStream(trainFirst: trained.Task.WaitAsync);
        Start();
        _stream.Until(StreamState.Training);
        _stream.Models.Promote(TestStream.Model("m1"));
        trained.SetResult("m1");
        _stream.Line(1);
        _stream.Until(StreamState.Running);
    }

    [Fact]
    public void AModelThatIsThereFirstMakesTheTrainingNeedless()
    {
        bool cancelled = false;
        _stream = new TestStream(trainFirst: async cancellation =>
        {
            var forever = new TaskCompletionSource();
            await using CancellationTokenRegistration end = cancellation
                .Register(() => { cancelled = true; forever.SetCanceled(cancellation); });
            await forever.Task;
            return "never";
        });
        Start();
        _stream.Until(StreamState.Training);
        _stream.Models.Promote(TestStream.Model("m1"));
        _stream.Line(1);
        _stream.Until(StreamState.Running);
        Assert.True(cancelled);
    }

    [Fact]
    public void ATrainingThatFailsIsTriedAgain()
    {
        int tries = 0;
        _stream = new TestStream(trainFirst: _ => ++tries == 1 ? Task.FromException<string>(
            new InvalidOperationException("a field has no value")) : new TaskCompletionSource<string>().Task.WaitAsync(_));
        Start();
        _stream.Until(StreamState.Failed);
        Assert.Equal("a field has no value", _stream.Status.Reason);
        _stream.Until(StreamState.Training);
        Assert.Equal(2, tries);
    }

    private void Start() => _running = Task.Run(() => _stream.Run.RunAsync(_stop.Token));
}
