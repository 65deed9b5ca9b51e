using System.Runtime.CompilerServices;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.State;

namespace Detector.Core.Tests.State;

/// <summary>What is estimated of a state is what one of that size takes, as the garbage collector sees it.</summary>
[Collection("memory")]
public sealed class StateEstimateTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    [Theory]
    [InlineData(40_000, 8, false)]
    [InlineData(70_000, 2, false)]
    [InlineData(3_000, 100, false)]
    [InlineData(20_000, 8, true)]
    public void AStateTakesWhatWasEstimated(int keys, int eventsAKey, bool hasVerdicts)
    {
        AggregateSettings verdicts = new() { Kind = AggregateKind.ConfirmedShare, By = ["card"], Window = Month };
        var schema = new Schema(new()
        {
            Fields = [new() { Name = "amount" }],
            Time = "time",
            Aggregates =
            [
                new() { Kind = AggregateKind.Count, By = ["card"], Window = Month },
                new() { Kind = AggregateKind.Mean, Of = "amount", By = ["card"], Window = Month },
                new() { Kind = AggregateKind.Distinct, Of = "amount", By = ["card", "shop"], Window = Month },
                .. hasVerdicts ? [verdicts] : (AggregateSettings[])[],
            ],
        });
        VerdictNames? names = hasVerdicts ? new("Offset", TimeSpan.FromDays(10)) : null;
        double rate = keys * eventsAKey / Month.TotalSeconds;
        long estimated = new StateEstimate(schema, names, rate).Aggregates(_ => keys).Sum(share => share.Bytes);

        long taken = Taken(() =>
        {
            var stage = new RowStage(schema, verdicts: names);
            Fill(stage, keys, keys * (long)eventsAKey * 3 / 2, 1000 / rate, hasVerdicts);
            return stage;
        });
        output.WriteLine($"{taken / 1e6:0.00} MB, estimated {estimated / 1e6:0.00}");

        Assert.InRange((double)taken / estimated, 0.9, 1.1);
    }

    [Theory]
    [InlineData(16, 5_000)]
    [InlineData(64, 2_500)]
    public void SequencesTakeWhatWasEstimated(int steps, int keys)
    {
        var schema = new Schema(new() { Fields = [new() { Name = "a" }, new() { Name = "b" }], Time = "time" });
        var window = new WindowSettings { Steps = steps };
        long estimated = new StateEstimate(schema, null, 1).Sequences(window, keys).Bytes;

        long taken = Taken(() =>
        {
            var stage = new SequenceStage(schema, window);
            var random = new Random(7);
            for (long i = 0; i < 3L * keys * steps; i++)
            {
                stage.Add(default, i, i, BitConverter.GetBytes(random.Next(keys)), [1, 2], batch: null);
            }

            return stage;
        });
        output.WriteLine($"{taken / 1e6:0.00} MB, estimated {estimated / 1e6:0.00}");

        Assert.InRange((double)taken / estimated, 0.9, 1.1);
    }

    // What goes when it goes: what tests before have left behind may go at any time.
    private static long Taken(Func<object> make)
    {
        (long with, WeakReference made) = Made(make);
        long without = Live();
        Assert.False(made.IsAlive);
        return with - without;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long With, WeakReference Made) Made(Func<object> make)
    {
        object made = make();
        long with = Live();
        GC.KeepAlive(made);
        return (with, new WeakReference(made));
    }

    private static long Live()
    {
        for (long before = -1; ;)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long now = GC.GetTotalMemory(forceFullCollection: true);
            if (Math.Abs(now - before) < 10_000)
            {
                return now;
            }

            before = now;
        }
    }

    private static void Fill(RowStage stage, int keys, long count, double stepMs, bool hasVerdicts)
    {
        var random = new Random(3);
        double[] row = new double[8];
        int heard = 0;
        for (long i = 0; i < count; i++)
        {
            int card = random.Next(keys);
            double[] decoded = [random.Next(1000), card, card % 7];
            long timeMs = (long)(i * stepMs);
            stage.Widen(default(TopicPartition), i, timeMs, decoded, row, new EventName(i, 0));
            if (hasVerdicts)
            {
                stage.Hear(new Verdict { Offset = heard++, Event = new(i, 0), TimeMs = timeMs + 1, IsAnomaly = i % 5 == 0 });
            }
        }
    }
}

/// <summary>Tests that measure the process's memory, so that nothing else may run beside them.</summary>
[CollectionDefinition("memory", DisableParallelization = true)]
public sealed class MemoryTests;
