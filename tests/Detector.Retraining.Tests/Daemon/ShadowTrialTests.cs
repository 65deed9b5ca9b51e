using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Storage;
using Detector.Retraining.Comparison;
using Detector.Retraining.Daemon;
using Detector.Retraining.Runs;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;
using Detector.Streams.Shadow;
using Detector.Streams.Status;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Retraining.Tests.Daemon;

public sealed class ShadowTrialTests : IDisposable
{
    private const int BatchSize = 512;
    private static readonly StreamSettings Settings = new()
    {
        Schema = World.Schema.Settings,
        Model = new() { Device = "cpu" },
        Threshold = new() { Target = 0.05 },
        Retraining = new() { Shadow = TimeSpan.FromHours(1) },
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("detector-shadow-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ShadowLane _lane = new(World.Schema.Layout, new(), BatchSize);

    private ModelRegistry Registry => new(_directory, _time);

    [Fact]
    public async Task OneThatAlertsAsItShouldServesAfterItsTime()
    {
        (string champion, string challenger) = Begin(Outcome.Shadowed);
        ShadowTrial trial = Trial();
        Assert.Null(trial.Look(_time.GetUtcNow()));
        await ScoreAsync(World.Usual(400, 5));
        Assert.Null(trial.Look(_time.GetUtcNow().AddMinutes(59)));
        Assert.Equal((challenger, 400), (trial.Status!.Version, trial.Status.Scored));
        RetrainingEnd end = trial.Look(_time.GetUtcNow().AddMinutes(60))!;
        Assert.Equal(("promoted", challenger), (end.Outcome, Registry.Read("s", RegistryPointer.Current)));
        Assert.Equal(champion, Registry.Read("s", RegistryPointer.Previous));
        Assert.Null(trial.Status);

        // By what it did here it is watched from now on.
        Verdict noted = TrainerJson.ReadFile<Verdict>(Registry.ReadAnnotation("s", challenger, Verdict.File)!)!;
        Assert.Equal(Outcome.Promoted, noted.Outcome);
        Assert.InRange(noted.LiveRate!.Value, 0, 0.2);
        Assert.NotNull(new Promotions("s", Settings, Registry).Watch(challenger, _time.GetUtcNow()));
    }

    [Fact]
    public async Task OneThatWouldAlertTooMuchDoesNot()
    {
        (string champion, _) = Begin(Outcome.Shadowed);
        ShadowTrial trial = Trial();
        trial.Look(_time.GetUtcNow());
        await ScoreAsync(World.Strange(400, 5));
        RetrainingEnd end = trial.Look(_time.GetUtcNow().AddMinutes(60))!;
        Assert.Equal(("rejected", champion), (end.Outcome, Registry.Read("s", RegistryPointer.Current)));
        Assert.Contains("would have alerted", end.Reason, StringComparison.Ordinal);
        Assert.Null(Registry.Read("s", RegistryPointer.Challenger));
    }

    [Fact]
    public async Task WithTooFewEventsItGoesOnAndWhatSomebodyDecidesCounts()
    {
        (_, string challenger) = Begin(Outcome.Shadowed);
        ShadowTrial trial = Trial();
        trial.Look(_time.GetUtcNow());
        await ScoreAsync(World.Usual(100, 5));
        Assert.Null(trial.Look(_time.GetUtcNow().AddDays(1)));
        Registry.Promote("s", challenger, Change.Of("test", "by hand"));
        Assert.Null(trial.Look(_time.GetUtcNow().AddDays(1)));
        Assert.Null(trial.Status);
        Assert.Null(_lane.Counts);
    }

    [Fact]
    public void OneThatWaitsForSomebodyIsLeftAlone()
    {
        Begin(Outcome.Asked);
        ShadowTrial trial = Trial();
        trial.Look(_time.GetUtcNow());
        Assert.Null(trial.Status);
    }

    [Fact]
    public void OneThatCannotBeReadIsSaidAndTriedAgain()
    {
        (_, string challenger) = Begin(Outcome.Shadowed);
        string file = Path.Combine(_directory, "s", challenger, "scaler.json");
        byte[] whole = File.ReadAllBytes(file);
        File.Delete(file);
        ShadowTrial trial = Trial();
        Assert.Throws<BundleException>(() => trial.Look(_time.GetUtcNow()));
        Assert.Null(trial.Status);

        File.WriteAllBytes(file, whole);
        trial.Look(_time.GetUtcNow());
        Assert.Equal(challenger, trial.Status!.Version);
    }

    public void Dispose()
    {
        _lane.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private ShadowTrial Trial() => new("s", Settings, Registry, _lane);

    private (string Champion, string Challenger) Begin(Outcome outcome)
    {
        (string champion, string challenger) =
            (Registry.Save("s", StreamRetrainingTests.Trained), Registry.Save("s", StreamRetrainingTests.Trained));
        Registry.Promote("s", champion, Change.Of("test", "first"));
        Registry.Challenge("s", challenger, Change.Of("test", "second"));
        Verdict verdict = StreamRetrainingTests.Promoted(challenger).Verdict! with { Outcome = outcome };
        Registry.Annotate("s", challenger, Verdict.File, TrainerJson.File(verdict));
        return (champion, challenger);
    }

    private async Task ScoreAsync(IEnumerable<double[]> rows)
    {
        var batch = new Batch(BatchSize, World.Schema.Layout);
        foreach (double[] row in rows)
        {
            row.CopyTo(batch.NextRow.Numbers);
            batch.Add(default, 0, 0, 0, default);
        }

        var threshold = new Threshold { Value = 100, Method = ThresholdMethod.Quantile, Target = 0.01, Version = "t", Samples = 1000 };
        var serving = new ServingModel(null!, null!, new AlertRule(threshold, new())) { Created = default };

        // Until the model is made, batches are skipped.
        long skipped;
        do
        {
            skipped = _lane.Counts!.Skipped;
            ((IPipelineObserver)_lane).Published(serving, batch, new BatchScores(BatchSize), Array.Empty<Alert>());
            await Task.Yield();
            Assert.Null(_lane.Problem);
        }
        while (_lane.Counts.Skipped > skipped);

        while (_lane.Counts.Scored == 0)
        {
            await Task.Yield();
        }
    }
}
