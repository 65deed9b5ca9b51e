using System.Collections.Concurrent;
using Detector.Streams.Status;
using Detector.Streams.Supervision;
using Detector.Streams.Tests.Pipeline;
using Detector.Streams.Tests.Repartitioning;

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
        const string left = "detector_state_restoring_events{stream=\"cards\"} 20";
        TestStream.Until(() => _stream.ScrapeAsync().Result.Contains(left), _stream.Time, "restoring");
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

    /// <summary>Messages are forwarded from before there is a model, to train on; where that fails, both begin again.</summary>
    [Fact]
    public async Task AStreamForwardsWhetherOrNotItHasAModel()
    {
        var forwardings = new ConcurrentQueue<FakeForwarding>();
        _stream = new TestStream(forward: () =>
        {
            var forwarding = new FakeForwarding();
            forwardings.Enqueue(forwarding);
            return forwarding;
        });
        Start();
        TestStream.Until(() => forwardings.SingleOrDefault()?.IsStarted == true, _stream.Time, "forwarding");
        _stream.Models.Promote(TestStream.Model("m1"));
        FakeLine line = _stream.Line(1);
        _stream.Until(StreamState.Running);
        FakeForwarding first = forwardings.Single();
        first.Status = new() { BrokerConnected = true, MissingTopics = ["events"], Lags = [new("events", 0, 7)] };
        line.Status = line.Status with { Lags = [new("cards.repartition", 0, 5)] };
        Assert.Equal(("topic events", 12L), (_stream.Status.Missing.Single(), _stream.Status.Lag!.Value));

        first.Fail("another count of partitions");
        TestStream.Until(() => line.IsStopping, _stream.Time, "the line stops");
        line.End();
        _stream.Until(StreamState.Failed);
        Assert.Equal(("another count of partitions", true, true), (_stream.Status.Reason, first.IsDisposed, line.IsDisposed));

        _stream.Models.Promote(TestStream.Model("m1"));
        FakeLine second = _stream.Line(2);
        await _stop.CancelAsync();
        TestStream.Until(() => second.IsStopping, _stream.Time, "stopping");
        Assert.True(forwardings.Last().Completion.IsCompletedSuccessfully);
        second.End();
        await _running.WaitAsync(Patience);
        Assert.True(forwardings.Last().IsDisposed);
    }

    /// <summary>Without a model, too, it is told why nothing can be forwarded.</summary>
    [Fact]
    public void AForwardingThatFailsWithoutAModelIsTold()
    {
        var forwardings = new ConcurrentQueue<FakeForwarding>();
        _stream = new TestStream(forward: () =>
        {
            var forwarding = new FakeForwarding();
            forwarding.Fail("refused");
            forwardings.Enqueue(forwarding);
            return forwarding;
        });
        Start();
        _stream.Until(StreamState.Failed);
        Assert.Equal("refused", _stream.Status.Reason);
        TestStream.Until(() => forwardings.Count > 1, _stream.Time, "another try");
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
