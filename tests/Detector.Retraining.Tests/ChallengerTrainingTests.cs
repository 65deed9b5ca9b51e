using Detector.Core.Alerts;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.Thresholds;
using Detector.Data;
using Detector.Models.Bundles;
using Detector.Models.Settings;
using Detector.Models.Training;
using Detector.Retraining.Comparison;
using Detector.Retraining.History;
using Detector.Retraining.Runs;
using Detector.Streams.Settings;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Retraining.Tests;

public sealed class ChallengerTrainingTests : IDisposable
{
    private const int Events = 2000;
    private static readonly HistorySpan All = new(null, null, 100_000, 0.25);
    private readonly string _directory = Directory.CreateTempSubdirectory("detector-challenger-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<TrainerLine> _lines = [];
    private StreamSettings _settings = new()
    {
        Schema = World.Schema.Settings,
        Model = new ModelSettings { Device = "cpu", Threads = 1, MaxSteps = 150 },
        Threshold = new ThresholdSettings { Target = 0.01, CrossFit = false },
    };

    private ModelRegistry Registry => new(_directory, _time);

    [Fact]
    public void TheFirstServesAndSaysWhatItWasTrainedOn()
    {
        (string version, Verdict verdict) = Run(World.Usual(Events, 1));

        Assert.Equal((Outcome.Promoted, version), (verdict.Outcome, Registry.Read("s", RegistryPointer.Current)));
        Lineage lineage = Registry.Load("s").Manifest.Lineage!;
        Assert.Equal([new LineagePart("t", 0, 0, 1500, Events, 1500)], lineage.Parts);
        Assert.Contains("asked for; alerts", Registry.History("s").Moves[^1].Why, StringComparison.Ordinal);
        Assert.Equal(TrainerLine.Result, _lines[^1].Kind);
        Assert.Equal(version, TrainerJson.Read(TrainerJson.Write(_lines[^1]))!.Version);
        Assert.Contains(_lines, line => line is { Kind: TrainerLine.Training, HeldOutLoss: > 0, SecondsLeft: >= 0 });
    }

    /// <summary>All events lie elsewhere, or every other one is of a kind that there was not.</summary>
    [Theory, InlineData(1), InlineData(2)]
    public void WhereTheWorldMovedTheChallengerServesAndFalseAlarmsFall(int oneIn)
    {
        (string old, Verdict before) = Run(World.Usual(Events, 1));
        (string version, Verdict verdict) = Run(World.Mixed(World.Usual(Events, 2), World.Usual(Events, 3, centre: 8), oneIn));

        Assert.Equal((Outcome.Promoted, version), (verdict.Outcome, Registry.Read("s", RegistryPointer.Current)));
        Assert.Equal(old, Registry.Read("s", RegistryPointer.Previous));
        Assert.Null(Registry.Read("s", RegistryPointer.Challenger));
        Assert.InRange(verdict.Champion!.AlertRate, 0.4, 1);
        Assert.InRange(verdict.Challenger.AlertRate, 0, 0.03);
        Assert.InRange(verdict.Challenger.PlantedRecall, before.Challenger.PlantedRecall - 0.1, 1);
    }

    [Fact]
    public void APoisonedHistoryIsRejectedOrTrimmed()
    {
        (string good, Verdict before) = Run(World.Usual(Events, 1));
        (string version, Verdict verdict) = Run(World.Mixed(World.Usual(Events, 2), World.Strange(Events, 3), 5));

        // What serves finds anomalies in clean events as well as before.
        string serves = Registry.Read("s", RegistryPointer.Current)!;
        Assert.Equal(verdict.Outcome == Outcome.Promoted ? version : good, serves);
        if (serves == version)
        {
            (_, Verdict clean) = Run(World.Usual(Events, 4));
            Assert.InRange(clean.Champion!.PlantedRecall, before.Challenger.PlantedRecall - 0.05, 1);
        }
        else
        {
            Assert.NotEmpty(verdict.Against);
            Assert.Null(Registry.Read("s", RegistryPointer.Challenger));
            Assert.True(File.Exists(Path.Combine(_directory, "s", version, Verdict.File)));
        }
    }

    [Fact]
    public void AWorseOneIsRejectedAndWhoAsksIsAsked()
    {
        (string good, _) = Run(World.Usual(Events, 1));
        _settings = _settings with
        {
            Model = _settings.Model with { MaxSteps = 1 },
            Threshold = _settings.Threshold with { Target = 1e-6 },
        };
        (_, Verdict worse) = Run(World.Usual(Events, 1));
        Assert.Equal((Outcome.Rejected, good), (worse.Outcome, Registry.Read("s", RegistryPointer.Current)));
        PointerMove withdrawn = Registry.History("s").Moves[^1];
        Assert.Equal((RegistryPointer.Challenger, null), (withdrawn.Pointer, withdrawn.To));
        Assert.Contains("against it", withdrawn.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void SomebodyIsAskedWhereTheSettingsSaySo()
    {
        _settings = _settings with { Retraining = new() { Promote = PromotionPolicy.Ask } };
        (string first, _) = Run(World.Usual(Events, 1));
        (string version, Verdict verdict) = Run(World.Usual(Events, 2));
        Assert.Equal(Outcome.Asked, verdict.Outcome);
        Assert.Equal(
            (first, version), (Registry.Read("s", RegistryPointer.Current), Registry.Read("s", RegistryPointer.Challenger)));
    }

    [Fact]
    public void WhereThatWhichServesIsPinnedTheNextOneWaits()
    {
        (string first, _) = Run(World.Usual(Events, 1));
        Registry.Pin("s", first, Change.Of("test", "keep it"));
        (string version, Verdict verdict) = Run(World.Usual(Events, 2, centre: 8));
        Assert.Equal(Outcome.Asked, verdict.Outcome);
        Assert.Equal(
            (first, version), (Registry.Read("s", RegistryPointer.Current), Registry.Read("s", RegistryPointer.Challenger)));
    }

    [Fact]
    public void OneTrainsAtATimeAndWhenTheLastBeganIsKnown()
    {
        Assert.Null(RetrainingLease.LastBegun(Registry, "s"));
        DateTimeOffset began = _time.GetUtcNow();
        using (RetrainingLease.Take(Registry, "s", "first"))
        {
            TrainingException error = Assert.Throws<TrainingException>(() => Run(World.Usual(100, 1)));
            Assert.Contains("another process trains", error.Message, StringComparison.Ordinal);
        }

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(began, RetrainingLease.LastBegun(Registry, "s"));
        RetrainingLease.Take(Registry, "s", "second").Dispose();
        Assert.Equal(_time.GetUtcNow(), RetrainingLease.LastBegun(Registry, "s"));
    }

    [Fact]
    public async Task OfManyAtOnceOneGetsIt()
    {
        using var start = new ManualResetEventSlim();
        Task<IDisposable?>[] racing = [.. Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(
            () =>
            {
                start.Wait();
                try
                {
                    return RetrainingLease.Take(Registry, "s", $"{i}");
                }
                catch (TrainingException)
                {
                    return null;
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        start.Set();
        IDisposable?[] got = await Task.WhenAll(racing);
        Assert.Single(got, lease => lease is not null)!.Dispose();
        RetrainingLease.Take(Registry, "s", "next").Dispose();
    }

    [Fact]
    public void AGoldenSetThatIsNotThereIsSaidBeforeATraining()
    {
        _settings = _settings with { Retraining = new() { Golden = "/nowhere.csv" } };
        var error = Assert.Throws<DataException>(() => Run(World.Usual(Events, 1)));
        Assert.StartsWith("/nowhere.csv (Retraining:Golden) cannot be found", error.Message, StringComparison.Ordinal);
        Assert.Empty(_lines);
    }

    [Fact]
    public void TooShortAHistoryLeavesAllAsItWas()
    {
        (string first, _) = Run(World.Usual(Events, 1));
        Assert.Throws<TrainingException>(() => Run(World.Usual(10, 2)));
        Assert.Equal(first, Registry.Read("s", RegistryPointer.Current));
        Assert.Single(Registry.List("s"));
    }

    [Fact]
    public void ConfirmedAnomaliesAndAlertedEventsAreLeftOutAndCounted()
    {
        _settings = _settings with
        {
            Labels = new() { Topic = "verdicts", Offset = "offset" },
            Retraining = new() { Alerted = AnomalyUse.LeaveOut },
        };
        var verdicts = new MemoryHistory();
        var alerts = new MemoryHistory();
        alerts.Add("no alert");
        foreach (int offset in Enumerable.Range(100, 50))
        {
            verdicts.Add($"{{\"offset\":{offset},\"partition\":0,\"verdict\":true}}");
        }

        foreach (int offset in Enumerable.Range(130, 40))
        {
            alerts.Add($"{{\"id\":\"{AlertId.Of("s", "t", 0, offset, offset, null)}\"}}");
        }

        // What somebody calls usual is no anomaly, even if it was called one before.
        verdicts.Add("{\"offset\":160,\"partition\":0,\"verdict\":false}");
        verdicts.Add("{\"offset\":149,\"partition\":0,\"verdict\":false}");
        verdicts.Add("nonsense");

        (string version, _) = Run(World.Usual(Events, 1), verdicts, alerts);
        Lineage lineage = Registry.Load("s", version).Manifest.Lineage!;
        Assert.Equal((new LeftOut(49, 19), 1500 - 49 - 19), (lineage.LeftOut!, lineage.Parts[0].Rows));
        TrainerLine gathered = Assert.Single(_lines, line => line.Kind == TrainerLine.Gathered);
        Assert.Equal(
            "49 confirmed anomalies and 19 alerted events left out; 1 message of the verdicts' topic unreadable",
            gathered.LeftOutSentence);
    }

    [Fact]
    public void AggregatesOfVerdictsWantTheirTopic()
    {
        _settings = _settings with
        {
            Schema = World.Schema.Settings with { Aggregates = [new() { Kind = AggregateKind.ConfirmedCount, By = ["a"] }] },
        };
        TrainingException error = Assert.Throws<TrainingException>(() => Run(World.Usual(Events, 1)));
        Assert.Contains("Labels:Topic names no topic of them", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATopicOfVerdictsThatCannotBeReadEndsTheTrainingAndSaysTheWayOut()
    {
        _settings = _settings with { Labels = new() { Topic = "verdicts", Offset = "offset" } };
        var away = new MemoryHistory { OnBetween = () => throw new SourceFailedException("verdicts cannot be read") };
        var error = Assert.Throws<SourceFailedException>(() => Run(World.Usual(Events, 1), away));
        Assert.Equal("verdicts cannot be read; with Retraining:Confirmed Keep it is not read", error.Message);
    }

    [Fact]
    public void ATrainingBeginsWithTheWeightsOfTheOneThatServes()
    {
        (string first, _) = Run(World.Usual(Events, 1));
        Assert.Null(Registry.Load("s", first).Manifest.Training.Start);
        (string second, _) = Run(World.Usual(Events, 2));
        Assert.Equal(new TrainingStart(first), Registry.Load("s", second).Manifest.Training.Start);
        Assert.Equal($"began with the weights of {first}", _lines.Last(line => line.Kind == TrainerLine.Trained).Start!.Sentence);

        _settings = _settings with { Retraining = new() { WarmStart = false } };
        (string third, _) = Run(World.Usual(Events, 3));
        Assert.Null(Registry.Load("s", third).Manifest.Training.Start);

        _settings = _settings with { Retraining = new() };
        string serving = Registry.Read("s", RegistryPointer.Current)!;
        File.Delete(Path.Combine(_directory, "s", serving, "scaler.json"));
        Run(World.Usual(Events, 4));
        Assert.Contains("scaler.json", _lines.Last(line => line.Kind == TrainerLine.Trained).Start!.Cold, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private (string Version, Verdict Verdict) Run(
        IEnumerable<double[]> events, MemoryHistory? verdicts = null, MemoryHistory? alerts = null)
    {
        var history = new MemoryHistory();
        foreach (double[] row in events)
        {
            history.Add(World.Json(row));
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        return new ChallengerTraining("s", _settings, Registry, _lines.Add, _time)
            .Run(new(history, verdicts, alerts), All, "asked for", TestContext.Current.CancellationToken);
    }
}
