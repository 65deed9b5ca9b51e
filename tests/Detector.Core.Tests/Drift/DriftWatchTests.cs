using Detector.Core.Batches;
using Detector.Core.Drift;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.TestKit;

namespace Detector.Core.Tests.Drift;

public class DriftWatchTests
{
    // Scores are lognormal.
    private static readonly Threshold OnePercent = new()
    {
        Value = Math.Exp(0.5 * 2.3263478740408408), Method = ThresholdMethod.Quantile, Target = 0.01, Version = "t1", Samples = 10_000,
    };

    private static readonly DriftSettings Quick = new() { Events = 5000, Span = TimeSpan.Zero };

    private static readonly Schema Schema = new(new()
    {
        Fields =
        [
            new() { Name = "amount", Log1p = true },
            new() { Name = "load", Missing = MissingPolicy.Mean },
            new() { Name = "country", Kind = FieldKind.Categorical },
            new() { Name = "online", Kind = FieldKind.Boolean },
        ],
    });

    // A million events of twenty streams, each with training rows of its own: 800 looks at a field, 200 at the rate, 4,000 at the scores.
    // `Detector.Benchmarks drift` does it with more.
    [Fact]
    public void OfStreamsThatDoNotChangeNothingIsSaid()
    {
        int said = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            var world = new World(seed, trainingRows: seed % 2 == 0 ? 1000 : 20_000);
            for (int i = 0; i < 50_000 / 250; i++)
            {
                said += world.Send(250) && world.Status is { Level: DriftLevel.Drifted } or { Burst: not null } ? 1 : 0;
            }

            Assert.Equal(DriftLevel.Steady, world.Status.Level);
        }

        Assert.Equal(0, said);
    }

    // Each is planted after 20,000 events and is to be found within the window that is open and the next one.
    [Theory]
    [InlineData("amount", "amount: ")]
    [InlineData("missing", "load: 1[0-9] % of events without a value, in training 0 %")]
    [InlineData("new", "country: ")]
    [InlineData("constant", "online: ")]
    public void AFieldThatChangesIsNamedWithWhatItHas(string what, string reason)
    {
        var world = new World(1);
        world.Send(20_000, 250);
        Assert.Null(world.Status.Reason);

        world.Change = what;
        world.Send(10_000, 250);

        Assert.Equal(DriftLevel.Drifted, world.Status.Level);
        Assert.Matches("^" + reason, world.Status.Reason);
        Assert.NotNull(world.Status.Since);
        Assert.Equal(4, world.Status.Fields.Count);
        world.Change = "";
        world.Send(10_000, 250);
        Assert.Equal((DriftLevel.Steady, null, null), (world.Status.Level, world.Status.Reason, world.Status.Since));
    }

    [Fact]
    public void SharesOfWhatIsMissingAndNewAreToldFieldByField()
    {
        var world = new World(1) { Change = "missing" };
        world.Send(5000, 250);
        Assert.Equal(0.12, world.Status.Fields.Single(field => field.Name == "load").Missing, 0.02);
        Assert.Null(world.Status.Fields.Single(field => field.Name == "load").New);

        world = new World(1) { Change = "new" };
        world.Send(5000, 250);
        Assert.Equal(0.1, world.Status.Fields.Single(field => field.Name == "country").New!.Value, 0.02);
    }

    [Theory]
    [InlineData(1.5, "the usual score rose from 0.99")]
    [InlineData(1 / 1.5, "the usual score fell from 0.99")]
    public void ScoresThatRiseOrFallAreFoundWithinTwoThousandEventsAndComeBack(double factor, string reason)
    {
        var world = new World(2);
        world.Send(30_000, 250);
        world.ScoreFactor = factor;
        world.Send(2000, 250);

        Assert.Equal(DriftLevel.Drifted, world.Status.Score!.Level);
        Assert.StartsWith(reason, world.Status.Reason);
        world.Send(20_000, 250);
        Assert.Equal(factor, world.Status.Score!.Now / world.Status.Score.AtFirst, 0.03 * factor);
        world.ScoreFactor = 1;
        world.Send(20_000, 250);
        Assert.Equal(DriftLevel.Steady, world.Status.Score!.Level);
    }

    [Fact]
    public void ScoresThatCreepAreFoundThoughEachStepIsSmall()
    {
        var world = new World(3);
        world.Send(20_000, 250);
        for (int step = 0; step < 100; step++)
        {
            world.ScoreFactor *= 1.005;
            world.Send(2000, 250);
        }

        Assert.Equal(DriftLevel.Drifted, world.Status.Score!.Level);
    }

    [Theory]
    [InlineData(0.05, DriftLevel.Drifted)]
    [InlineData(0.012, DriftLevel.Steady)]
    public void TheShareOfAlertsIsHeldAgainstWhatWasAskedFor(double strange, DriftLevel level)
    {
        var world = new World(4) { Strange = strange };
        world.Send(5000, 250);

        Assert.Equal(level, world.Status.Alerts!.Level);
        Assert.Equal(strange + 0.01, world.Status.Alerts.Got, 0.005);
        Assert.Equal(level == DriftLevel.Drifted, world.Status.Reason?.Contains("1 % was asked for", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void AnotherThresholdIsCountedFromItsFirstEventOn()
    {
        var world = new World(5);
        world.Send(4900, 100);
        world.Threshold = OnePercent with { Value = 0, Version = "t2", Target = 0.5 };
        world.Send(100, 100);

        Assert.Equal(1, world.Status.Alerts!.Got);
    }

    [Fact]
    public void WhatWasSaidOfAnotherThresholdIsOver()
    {
        var world = new World(5) { Strange = 0.05 };
        world.Send(5000, 250);
        Assert.NotNull(world.Status.Reason);

        world.Threshold = OnePercent with { Value = 1e6, Version = "t2" };
        world.Send(250);

        Assert.Equal((null, null), (world.Status.Alerts, world.Status.Reason));
    }

    [Fact]
    public void ScoresThatAreNoneOrHaveNoEndAreNotTheEndOfTheWatch()
    {
        var scores = new ScoreWatch(1.25, 200);
        for (int i = 0; i < 400; i++)
        {
            scores.Add(i % 4 == 0 ? float.NaN : i % 4 == 1 ? float.PositiveInfinity : 1);
            scores.Look();
        }

        Assert.True(double.IsFinite(scores.Shift!.Now));
    }

    // Of a burst what is said is said at once, of the hundred events that it is of, not of the window.
    [Fact]
    public void AHundredEventsOfWhichNearlyAllAlertAreSaidWithTheFieldThatDiffersMost()
    {
        var world = new World(6);
        world.Send(1000, 50);
        Assert.Null(world.Status.Burst);
        (world.Strange, world.Change) = (0.9, "amount");
        world.Send(100, 50);

        AlertBurst burst = world.Status.Burst!;
        Assert.InRange(burst.Over, 80, 100);
        Assert.Equal((100, "amount", world.Now), (burst.Events, burst.Field!.Name, burst.At));
        Assert.Contains($"{burst.Over} of 100 events in a row are over the threshold; what differs most is amount: ", burst.Words);
        (world.Strange, world.Change) = (0, "");
        world.Send(100, 50);
        Assert.Equal(burst, world.Status.Burst);
        world.Now += TimeSpan.FromMinutes(5);
        world.Send(100, 50);
        Assert.Null(world.Status.Burst);
    }

    [Fact]
    public void AMinuteOfTwentyEventsIsABurstTooAndOfFewerNothingIsSaid()
    {
        var world = new World(7) { Strange = 1 };
        world.Send(10, 10);
        world.Now += TimeSpan.FromMinutes(1);
        world.Send(5, 5);
        Assert.Null(world.Status.Burst);
        world.Send(5, 5);
        Assert.Equal(20, world.Status.Burst!.Events);
    }

    [Fact]
    public void AWindowIsAsLongAsBothItsEventsAndItsSpan()
    {
        var world = new World(8, settings: Quick with { Span = TimeSpan.FromHours(1) });
        world.Send(20_000, 250);
        Assert.Empty(world.Status.Fields);
        world.Now += TimeSpan.FromHours(1);
        world.Send(250);
        Assert.NotEmpty(world.Status.Fields);
    }

    [Fact]
    public void AModelThatKeptNoProfileSaysSoAndItsScoresAreWatchedAllTheSame()
    {
        var world = new World(9, hasProfile: false);
        world.Send(10_000, 250);
        Assert.NotNull(world.Status.NoInputs);
        world.ScoreFactor = 2;
        world.Send(2000, 250);
        Assert.StartsWith("the usual score rose", world.Status.Reason);
    }

    // Of 4,096 events 256 are looked at; nothing is allocated until something is told.
    [Fact]
    public void NothingIsAllocatedForABatch()
    {
        var world = new World(10, settings: Quick with { Events = 10_000_000 });
        world.Send(8192, 4096);
        Assert.Equal(0, Enumerable.Range(0, 20).Min(_ =>
        {
            long allocated = world.Allocated;
            world.Send(4096);
            return world.Allocated - allocated; // least, as in Allocation: the runtime allocates for itself now and then
        }));
    }

    // Lognormal amounts and scores, four countries.
    private sealed class World
    {
        private readonly Random _random;
        private readonly DriftWatch _watch;
        private readonly float[] _scores = new float[4096];
        private readonly Batch _batch = new(4096, Schema.Layout);

        public World(int seed, int trainingRows = 5000, DriftSettings? settings = null, bool hasProfile = true)
        {
            _random = new Random(seed);
            var rows = new RowSet(Schema.FieldCount);
            double[] row = new double[Schema.FieldCount];
            for (int i = 0; i < trainingRows; i++)
            {
                Fill(row);
                rows.Add(row);
            }

            _watch = new DriftWatch(
                settings ?? Quick, hasProfile ? InputProfile.Of(Schema, FeatureTransform.Fit(Schema, rows)) : null);
        }

        public string Change { get; set; } = "";

        public double ScoreFactor { get; set; } = 1;

        public double Strange { get; set; }

        public Threshold Threshold { get; set; } = OnePercent;

        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public DriftStatus Status => _watch.Status;

        public long Allocated { get; private set; }

        public void Send(int events, int batch)
        {
            for (int sent = 0; sent < events; sent += batch)
            {
                Send(batch);
            }
        }

        public bool Send(int events)
        {
            for (int i = 0; i < events; i++)
            {
                Fill(_batch.NextRow.Numbers);
                _batch.Add(new(0, 0), i, 0, 0, default);
                _scores[i] = (float)(ScoreFactor * Math.Exp((0.5 * Normal()) + (_random.NextDouble() < Strange ? 10 : 0)));
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isNew = _watch.Observe(_batch, _scores.AsSpan(0, events), Threshold, Now);
            Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            _batch.Clear();
            return isNew;
        }

        private void Fill(Span<double> row)
        {
            row[0] = Math.Exp(3 + Normal() + (Change == "amount" ? 1 : 0));
            row[1] = Change == "missing" && _random.NextDouble() < 0.12 ? double.NaN : Normal();
            row[2] = Change == "new" && _random.NextDouble() < 0.1 ? 99 : Math.Min(3, (int)(-1.5 * Math.Log(_random.NextDouble())));
            row[3] = Change != "constant" && _random.NextDouble() < 0.3 ? 1 : 0;
        }

        private double Normal() =>
            Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
    }
}
