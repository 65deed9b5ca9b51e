using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.State;
using Detector.TestKit;

namespace Detector.Core.Tests.State;

public sealed class RowStageTests
{
    private static readonly TopicPartition Partition = new(0, 0);

    [Fact]
    public void TheWindowEndsWithTheEventAndBeginsBehindWhatIsAsOldAsItIsLong()
    {
        var stage = new RowStage(
            Schema(new AggregateSettings { Kind = AggregateKind.Sum, Of = "amount", By = ["card"], Window = TimeSpan.FromMinutes(1) }));

        Assert.Equal(
            [1, 3, 7, 14, 8], ((long Time, double Amount)[])[(0, 1), (59_999, 2), (60_000 - 1, 4), (60_000, 8), (120_000, 8)] is var events
            ? events.Select((e, i) => Row(stage, i, e.Time, e.Amount, 1)[1]) : []);
    }

    [Fact]
    public void AnEventSeesOnlyWhatIsNotLaterThanItself()
    {
        var stage = new RowStage(
            Schema(new AggregateSettings { Kind = AggregateKind.Count, By = ["card"], Window = TimeSpan.FromHours(1) }));

        Assert.Equal(1, Row(stage, 0, 60_000, 0, 1)[1]);
        Assert.Equal(1, Row(stage, 1, 30_000, 0, 1)[1]);
        Assert.Equal(3, Row(stage, 2, 60_000, 0, 1)[1]);
    }

    [Fact]
    public void AnEventThatComesTooLateIsScoredAndCountedWithoutItsPlace()
    {
        var stage = new RowStage(
            Schema(new AggregateSettings { Kind = AggregateKind.Count, By = ["card"], Window = TimeSpan.FromHours(1) }));
        for (int i = 0; i < 257; i++)
        {
            Row(stage, i, 10_000_000, 0, 2);
        }

        long late = 10_000_000 - (long)new StateSettings().AllowedLateness.TotalMilliseconds - 1;
        Assert.Equal(1, Row(stage, 257, late, 0, 1)[1]);
        Assert.Equal(1, Row(stage, 258, late + 1, 0, 1)[1]);
        Assert.Equal(2, Row(stage, 259, late + 2, 0, 1)[1]);
        Assert.Equal(1, stage.Counts(Partition)!.Late);
    }

    [Fact]
    public void AClockThatIsFarAheadHidesNothing()
    {
        var stage = new RowStage(
            Schema(new AggregateSettings { Kind = AggregateKind.Count, By = ["card"], Window = TimeSpan.FromHours(1) }));
        for (int i = 0; i < 2000; i++)
        {
            Row(stage, i, i % 3 == 0 ? 200_000_000_000_000 : 1000 * i, 0, i % 3 == 0 ? 2 : i % 2);
        }

        Assert.Equal(668, Row(stage, 2000, 2_000_000, 0, 1)[1]);
        Assert.Equal(0, stage.Counts(Partition)!.Late);
    }

    [Fact]
    public void AnEventThatIsReadAgainIsNotCountedTwice()
    {
        var stage = new RowStage(Schema(new AggregateSettings { Kind = AggregateKind.Count, By = ["card"] }));

        Assert.Equal([1, 2, 3, 3], ((int[])[0, 1, 0, 2]).Select(offset => Row(stage, offset, 0, 0, 1)[1]));
        Assert.Equal(1, stage.Counts(Partition)!.Repeated);
    }

    [Fact]
    public void KeysWhoseEventsAreOutOfEveryWindowLeave()
    {
        var stage = new RowStage(
            Schema(new AggregateSettings { Kind = AggregateKind.Count, By = ["card"], Window = TimeSpan.FromMinutes(1) }));
        for (int i = 0; i < 20_000; i++)
        {
            Row(stage, i, 1000 * i, 0, i);
        }

        // A minute, ten more for late ones, and two of the clock's blocks.
        Assert.InRange(stage.Size.Keys, 660, 660 + 512);
        Assert.Equal(0, stage.Counts(Partition)!.Evicted);
        Assert.True(stage.Size.Bytes <= stage.Size.Keys
            * new StatePlan(Schema(new AggregateSettings { Kind = AggregateKind.Count, By = ["card"] })).BytesAKey(1).Single());
    }

    [Fact]
    public void AHotKeyTakesNoMoreThanItsPart()
    {
        Schema schema = Schema(new AggregateSettings { Kind = AggregateKind.Sum, Of = "amount", By = ["card"] });
        var stage = new RowStage(schema);
        double[] row = [];
        for (int i = 0; i < 10_000; i++)
        {
            row = Row(stage, i, i, 1, 1);
        }

        Assert.Equal(1 + new StateSettings().EventsPerKey, row[1]);
        Assert.Equal(new StatePlan(schema).BytesAKey(10_000).Single(), stage.Size.Bytes);
    }

    [Fact]
    public void NothingIsAllocatedForAnEventOfAKnownKey()
    {
        AggregateSettings[] all =
        [
            .. from kind in Enum.GetValues<AggregateKind>()
               where kind is not (AggregateKind.ConfirmedCount or AggregateKind.ConfirmedShare)
               select new AggregateSettings
               {
                   Kind = kind,
                   By = ["card"],
                   Of = kind is AggregateKind.Distinct or AggregateKind.Frequency ? "terminal"
                       : kind is AggregateKind.Count or AggregateKind.FirstSeen or AggregateKind.TimeSinceLast ? null : "amount",
               },
        ];
        var stage = new RowStage(Schema(all));
        double[] row = new double[1 + all.Length];
        int next = 15_000;
        Run(0, next);
        Assert.Equal(0, Allocation.Least(() => Run(next, next += 5000)));

        void Run(int from, int to)
        {
            Span<double> decoded = stackalloc double[3];
            for (int i = from; i < to; i++)
            {
                (decoded[0], decoded[1], decoded[2]) = (i % 97, i % 100, i % 7);
                stage.Widen(Partition, i, 100_000L * i, decoded, row);
            }
        }
    }

    [Fact]
    public void EveryByteOfASavedStateCounts()
    {
        Schema schema = Schema(new AggregateSettings { Kind = AggregateKind.Distinct, Of = "terminal", By = ["card"] });
        var stage = new RowStage(schema);
        for (int i = 0; i < 20; i++)
        {
            Row(stage, i, i, i, i % 4);
        }

        using var saved = new MemoryStream();
        stage.Save(Partition, saved);
        byte[] bytes = saved.ToArray();
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] wrong = [.. bytes];
            wrong[i] ^= (byte)(1 << (i % 8));
            Assert.Throws<InvalidDataException>(() => new RowStage(schema).Restore(Partition, new MemoryStream(wrong)));
            Assert.Throws<InvalidDataException>(() => new RowStage(schema).Restore(Partition, new MemoryStream(bytes[..i])));
        }

        Assert.Throws<InvalidDataException>(() => new RowStage(schema).Restore(Partition, new MemoryStream([.. bytes, 0])));
        var other = new RowStage(Schema(
            new AggregateSettings { Kind = AggregateKind.Distinct, Of = "terminal", By = ["card"], Window = TimeSpan.FromDays(2) }));
        Assert.Contains("other fields, aggregates", Assert.Throws<InvalidDataException>(() =>
            other.Restore(Partition, new MemoryStream(bytes))).Message, StringComparison.Ordinal);
        Assert.Equal(20, new RowStage(schema).Restore(Partition, new MemoryStream(bytes)));
    }

    private static Schema Schema(params AggregateSettings[] aggregates) =>
        new(new() { Fields = [new() { Name = "amount" }], Aggregates = aggregates });

    // The keys that are no fields come behind the fields, in the order in which aggregates name them.
    private static double[] Row(RowStage stage, long offset, long timeMs, double amount, double card)
    {
        double[] row = new double[2];
        double[] decoded = [amount, card, card % 3];
        stage.Widen(Partition, offset, timeMs, decoded.AsSpan(0, stage.DecodedCount), row);
        return row;
    }
}
