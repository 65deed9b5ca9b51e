using Detector.Core.Drift;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;
using Detector.Models.Training;
using Detector.Retraining.Comparison;
using Detector.Retraining.Daemon;
using Detector.Retraining.Runs;
using Detector.Streams.Settings;
using Detector.Streams.Status;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Detector.Retraining.Tests.Daemon;

public sealed class StreamRetrainingTests : IDisposable
{
    private static readonly Lazy<TrainedModel> Model = new(() =>
    {
        var rows = new RowSet(World.Schema.FieldCount);
        foreach (double[] row in World.Usual(200, 1))
        {
            rows.Add(row);
        }

        return new Trainer(
            World.Schema, new ModelSettings { MaxSteps = 5, Device = "cpu" }, new() { CrossFit = false }, TimeProvider.System)
            .Train(SampleSet.Vectors(rows), null, CancellationToken.None);
    });

    /// <summary>A model that was hardly trained, for tests that only need one.</summary>
    internal static TrainedModel Trained => Model.Value;

    private readonly string _directory = Directory.CreateTempSubdirectory("detector-retraining-").FullName;
    private FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly CollectorRegistry _metrics = Metrics.NewCustomRegistry();
    private readonly FakeRunner _runner = new();

    private ModelRegistry Registry => new(_directory, _time);

    [Fact]
    public async Task OnlyTheMemberThatLeadsBeginsByTheClock()
    {
        await using StreamRetraining retraining = Retraining(new() { Every = TimeSpan.FromHours(1) });
        _time.Advance(TimeSpan.FromHours(2));
        retraining.Look(Status("v1") with { Leads = false });
        Assert.Null(retraining.Status.Stage);
        retraining.Look(Status("v1"));
        retraining.Look(Status("v1"));
        Assert.StartsWith("every", Assert.Single(await _runner.BegunAsync()), StringComparison.Ordinal);
        Assert.Equal("starting", retraining.Status.Stage);
    }

    [Fact]
    public async Task DriftIsTrainedOnWithAsMuchOfTheWorldBefore()
    {
        await using StreamRetraining retraining = Retraining(new() { OnDrift = true, DriftEvents = 300 });
        DateTimeOffset since = _time.GetUtcNow();
        StreamStatus Drifted(long scored) => Status("v1") with
        {
            EventsScored = scored, Drift = new() { Level = DriftLevel.Drifted, Reason = "amount", Since = since },
        };
        retraining.Look(Drifted(500));
        _time.Advance(TimeSpan.FromMinutes(1));
        retraining.Look(Drifted(799));
        Assert.Null(retraining.Status.Stage);
        retraining.Look(Drifted(800));
        Assert.Equal("drift: amount", Assert.Single(await _runner.BegunAsync()));
        Assert.Equal(since.AddMinutes(-1), _runner.Last!.Since);
        _runner.End(new TrainerEnd(null, "no"));
    }

    [Fact]
    public async Task OneThatFailsAtOnceIsNotBegunAgainAtOnce()
    {
        await using StreamRetraining retraining = Retraining(new() { AfterEvents = 1, Pause = TimeSpan.FromMinutes(10) });
        for (int second = 0; second < 599; second++)
        {
            retraining.Look(Status("v1") with { EventsScored = 10 + second });
            if (retraining.Status.Stage is not null)
            {
                _runner.End(new TrainerEnd(null, "no such program"));
                await retraining.Running;
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single(_runner.All);
    }

    [Fact]
    public async Task WhoAsksIsHeardOnceAndByAnyMember()
    {
        await using StreamRetraining retraining = Retraining(new());
        Assert.True(retraining.Ask("by hand"));
        Assert.False(retraining.Ask("by hand"));
        retraining.Look(Status("v1") with { Leads = false });
        Assert.False(retraining.Ask("by hand"));
        Assert.Equal(["by hand"], await _runner.BegunAsync());
        _runner.End(new TrainerEnd(null, "no"));
        await retraining.Running;
        Assert.True(retraining.Ask("by hand"));
    }

    [Fact]
    public async Task HowItGoesIsSeenAndCounted()
    {
        await using StreamRetraining retraining = Retraining(new());
        retraining.Ask("by hand");
        retraining.Look(Status("v1"));
        foreach (double loss in (double[])[3, 2, 1])
        {
            _runner.Tell(new() { Kind = TrainerLine.Training, Fraction = 1 / loss, HeldOutLoss = loss, SecondsLeft = loss });
        }

        RetrainingStatus status = retraining.Status;
        Assert.Equal(("training", "by hand", 1.0, 1.0), (status.Stage, status.Trigger, status.Fraction, status.SecondsLeft));
        Assert.Equal([3.0, 2, 1], status.Curve);
        Assert.Contains("detector_retraining_running{stream=\"s\"} 1", await ScrapeAsync(), StringComparison.Ordinal);

        _runner.End(new TrainerEnd(null, "the training's process was ended by signal 6"));
        await retraining.Running;
        Assert.Equal(("failed", "the training's process was ended by signal 6"),
            (retraining.Status.Last!.Outcome, retraining.Status.Last.Reason));
        string metrics = await ScrapeAsync();
        Assert.Contains("detector_retraining_runs_total{stream=\"s\",outcome=\"failed\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("detector_retraining_running{stream=\"s\"} 0", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneThatIsCancelledLeavesNothing()
    {
        StreamRetraining retraining = Retraining(new());
        string left = Path.Combine(_directory, "s", ".new-20260301-120000-00000000");
        Directory.CreateDirectory(left);
        Assert.False(retraining.Cancel());
        retraining.Ask("by hand");
        retraining.Look(Status("v1"));
        Assert.True(retraining.Cancel());
        await retraining.Running;
        Assert.Equal("cancelled", retraining.Status.Last!.Outcome);
        Assert.False(Directory.Exists(left));
        await retraining.DisposeAsync();
        Assert.DoesNotContain("stream=\"s\"", await ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APromotionThatTurnsOutBadlyIsTakenBackAndSaysWhy()
    {
        (string old, string bad) = (Save(), Save());
        Registry.Promote("s", old, Change.Of("test", "first"));
        await using StreamRetraining retraining = Retraining(new());
        retraining.Ask("by hand");
        retraining.Look(Status(old));
        PromoteBy(Promoted(bad));
        _runner.End(new TrainerEnd(Promoted(bad), null));
        await retraining.Running;

        retraining.Look(Status(bad) with { EventsScored = 1000, Alerts = 10 });
        Assert.Equal(bad, retraining.Status.Watched);
        retraining.Look(Status(bad) with { EventsScored = 2000, Alerts = 20 });
        Assert.Equal(bad, Registry.Read("s", RegistryPointer.Current));
        retraining.Look(Status(bad) with { EventsScored = 3000, Alerts = 700 });
        Assert.Equal(old, Registry.Read("s", RegistryPointer.Current));
        Assert.Equal((null, "rolledback"), (retraining.Status.Watched, retraining.Status.Last!.Outcome));
        Assert.Contains("rolled back from", Registry.History("s").Moves[^1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatSomebodyElsePromotedMeanwhileIsNotTakenBack()
    {
        (string old, string bad, string byHand) = (Save(), Save(), Save());
        Registry.Promote("s", old, Change.Of("test", "first"));
        await using StreamRetraining retraining = Retraining(new());
        retraining.Ask("by hand");
        retraining.Look(Status(old));
        PromoteBy(Promoted(bad));
        _runner.End(new TrainerEnd(Promoted(bad), null));
        await retraining.Running;
        retraining.Look(Status(bad));
        Registry.Promote("s", byHand, Change.Of("test", "third"));
        retraining.Look(Status(bad) with { EventsScored = 3000, Alerts = 2000 });
        Assert.Equal(byHand, Registry.Read("s", RegistryPointer.Current));
    }

    [Fact]
    public async Task AWatchGoesOnAfterARestartAndWhatWasGoneBackToIsNotWatched()
    {
        (string old, string bad) = (Save(), Save());
        Registry.Promote("s", old, Change.Of("test", "first"));
        PromoteBy(Promoted(bad));
        _time.Advance(TimeSpan.FromHours(3));

        // Whoever watched is gone; a member that does not lead leaves it to the one that does.
        await using StreamRetraining restarted = Retraining(new());
        restarted.Look(Status(bad) with { Leads = false });
        Assert.Null(restarted.Status.Watched);
        restarted.Look(Status(bad));
        Assert.Equal(bad, restarted.Status.Watched);
        restarted.Look(Status(bad) with { EventsScored = 1000, Alerts = 500 });
        Assert.Equal(old, Registry.Read("s", RegistryPointer.Current));

        Registry.Annotate("s", old, Verdict.File, TrainerJson.File(Promoted(old).Verdict!));
        await using StreamRetraining again = Retraining(new());
        foreach (StreamRetraining member in (StreamRetraining[])[restarted, again])
        {
            member.Look(Status(old));
            member.Look(Status(old) with { EventsScored = 1000, Alerts = 500 });
            Assert.Equal((null, old), (member.Status.Watched, Registry.Read("s", RegistryPointer.Current)));
        }
    }

    [Fact]
    public async Task WhatWasWatchedToTheEndOrPromotedByHandIsNotWatchedAgain()
    {
        (string first, string second, string third) = (Save(), Save(), Save());
        Registry.Promote("s", first, Change.Of("test", "first"));
        PromoteBy(Promoted(second));
        await using (StreamRetraining watching = Retraining(new()))
        {
            watching.Look(Status(second));
            _time.Advance(TimeSpan.FromMinutes(30));
            watching.Look(Status(second));
            Assert.Null(watching.Status.Watched);
        }

        await using (StreamRetraining restarted = Retraining(new()))
        {
            restarted.Look(Status(second));
            Assert.Null(restarted.Status.Watched);
        }

        Registry.Annotate("s", third, Verdict.File, TrainerJson.File(Promoted(third).Verdict! with { Outcome = Outcome.Asked }));
        Registry.Promote("s", third, Change.Of("test", "by hand"));
        await using StreamRetraining last = Retraining(new());
        last.Look(Status(third));
        Assert.Null(last.Status.Watched);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"outcome":"\ud800"}""")]
    [InlineData("""{"outcome":"promoted","against":[],"when":"2026-03-01","trigger":"t","rows":1,"planted":1,"challenger":null}""")]
    [InlineData("""{"outcome":"wonderful","against":null,"when":"yesterday","trigger":5,"rows":1e99,"planted":[],"challenger":{}}""")]
    public async Task AVerdictThatIsNoneIsNotGoneBy(string content)
    {
        (string old, string next) = (Save(), Save());
        Registry.Promote("s", old, Change.Of("test", "first"));
        Registry.Annotate("s", next, Verdict.File, System.Text.Encoding.UTF8.GetBytes(content));
        Registry.Promote("s", next, Change.Of("test", "second"));
        await using StreamRetraining retraining = Retraining(new());
        retraining.Look(Status(next));
        Assert.Null(retraining.Status.Watched);
        retraining.Look(Status(next) with { EventsScored = 3000, Alerts = 2000 });
        Assert.Equal(next, Registry.Read("s", RegistryPointer.Current));
    }

    /// <summary>Trainings and drift that lie ahead of the clock as it is now.</summary>
    [Fact]
    public async Task AClockThatIsPutBackHoldsNothingUp()
    {
        RetrainingLease.Take(Registry, "s", "a year ahead").Dispose();
        _time = new(_time.GetUtcNow().AddYears(-1));
        await using StreamRetraining retraining = Retraining(new() { OnDrift = true, DriftEvents = 300 });
        StreamStatus Drifted(long scored) => Status("v1") with
        {
            EventsScored = scored,
            Drift = new() { Level = DriftLevel.Drifted, Reason = "amount", Since = _time.GetUtcNow().AddMonths(1) },
        };
        retraining.Look(Drifted(500));
        retraining.Look(Drifted(800));
        Assert.Single(await _runner.BegunAsync());
        Assert.Null(_runner.Last!.Since);
        _runner.End(new TrainerEnd(null, "no"));
    }

    [Fact]
    public async Task OneThatNoMemberCanBeginWithAfterARestartIsTakenBack()
    {
        (string old, string bad) = (Save(), Save());
        Registry.Promote("s", old, Change.Of("test", "first"));
        PromoteBy(Promoted(bad));
        await using StreamRetraining restarted = Retraining(new());
        restarted.Look(new()
        {
            Name = "s", State = StreamState.Waiting, Leads = false, ModelProblem = $"The model s/{bad} is refused. weights",
        });
        Assert.Equal(old, Registry.Read("s", RegistryPointer.Current));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private StreamRetraining Retraining(RetrainingSettings settings) => new(
        "s", new StreamSettings { Retraining = settings }, Registry, _runner, new RetrainingMetrics(_metrics), _time, NullLogger.Instance);

    // As a training's process does.
    private void PromoteBy(TrainerLine line)
    {
        Registry.Annotate("s", line.Version!, Verdict.File, TrainerJson.File(line.Verdict!));
        Registry.Promote("s", line.Version!, Change.Of("test", "second"));
    }

    private string Save() => Registry.Save("s", Model.Value);

    private static StreamStatus Status(string model) => new()
    {
        Name = "s", State = StreamState.Running, Leads = true, Model = new(model, "dense", "cpu"),
    };

    internal static TrainerLine Promoted(string version)
    {
        var figures = new ModelFigures
        {
            Version = version, Threshold = 1, Unscored = 0, AlertRate = 0.01, Median = 0.1, Tail = 1, Error = 0.1, PlantedRecall = 0.9,
            PlantedRecallAtTarget = 0.9, PlantedRocAuc = 0.99,
        };
        var verdict = new Verdict
        {
            Outcome = Outcome.Promoted, Against = [], When = default, Trigger = "by hand", Rows = 1000, Planted = 1000,
            Challenger = figures,
        };
        return new() { Kind = TrainerLine.Result, Version = version, Outcome = Outcome.Promoted, Verdict = verdict };
    }

    private async Task<string> ScrapeAsync()
    {
        using var stream = new MemoryStream();
        await _metrics.CollectAndExportAsTextAsync(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class FakeRunner : ITrainerRunner
    {
        private readonly SemaphoreSlim _begun = new(0);
        private TaskCompletionSource<TrainerEnd> _end = new();
        private Action<TrainerLine> _tell = _ => { };

        private readonly List<string> _all = [];

        public TrainerTask? Last { get; private set; }

        public IReadOnlyList<string> All => _all;

        /// <summary>Why trainings were begun; one comes to its process on another thread.</summary>
        public async Task<IReadOnlyList<string>> BegunAsync()
        {
            Assert.True(await _begun.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            _begun.Release();
            return _all;
        }

        public void Tell(TrainerLine line)
        {
            _begun.Wait(TimeSpan.FromSeconds(30));
            _begun.Release();
            _tell(line);
        }

        public void End(TrainerEnd end)
        {
            _begun.Wait(TimeSpan.FromSeconds(30));
            TaskCompletionSource<TrainerEnd> ended = _end;
            _end = new();
            ended.SetResult(end);
        }

        public Task<TrainerEnd> RunAsync(
            string stream, StreamSettings settings, TrainerTask task, Action<TrainerLine> tell, CancellationToken cancellation)
        {
            _all.Add(task.Why);
            Last = task;
            _tell = tell;
            _begun.Release();
            return _end.Task.WaitAsync(cancellation);
        }
    }
}
