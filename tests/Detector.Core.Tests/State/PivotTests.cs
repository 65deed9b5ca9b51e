using System.Globalization;
using System.Text;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.State;

namespace Detector.Core.Tests.State;

/// <summary>Rows of messages that carry one metric each are the model's, also after kills and restores at random points.</summary>
public sealed class PivotTests
{
    private const int Metrics = 3;
    private const int Count = 1500;

    private static readonly TopicPartition Partition = new(0, 3);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(25);

    private static readonly Schema Pivoted = new(new SchemaSettings
    {
        Key = "host",
        Time = "time",
        Pivot = new() { Metric = "metric", Value = "value", Interval = Interval },
        Fields = [.. Enumerable.Range(0, Metrics).Select(i => new FieldSettings { Name = $"m{i}", Missing = MissingPolicy.Mean })],
        State = new() { AllowedLateness = Lateness },
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RowsAreTheModelsAlsoAfterKillsAndRestores(int seed)
    {
        var random = new Random(seed);
        MetricMessage[] messages = [.. Messages(random)];
        MadeRow[] wanted =
            [.. PivotModel.Rows(messages, Metrics, (long)Interval.TotalMilliseconds, (long)(Interval + Lateness).TotalMilliseconds)];
        var made = new SortedDictionary<int, MadeRow[]>();
        var stage = new RowStage(Pivoted);
        (byte[] saved, int at) = (Saved(stage), 0);
        for (int i = 0; i < messages.Length; i++)
        {
            made[i] = Next(stage, messages[i]);
            if (random.Next(40) == 0)
            {
                (saved, at) = (Saved(stage), i + 1);
            }
            else if (random.Next(60) == 0)
            {
                stage = new RowStage(Pivoted);
                Assert.Equal(at == 0 ? 0 : messages[at - 1].Offset + 1, stage.Restore(Partition, new MemoryStream(saved)));
                i = at - 1;
            }
        }

        string[] rows = [.. made.Values.SelectMany(each => each).Select(Text)];
        Assert.Equal(wanted.Select(Text), rows);
        Assert.Contains(wanted, row => row.Values.Any(double.IsNaN));
        Assert.Contains(wanted, row => row.Carrier != row.Last);
    }

    /// <summary>A row that lacks what has no stand-in is told of, with what came of it.</summary>
    [Fact]
    public void ARowWithoutAMetricThatIsRequiredSaysSo()
    {
        var schema = new Schema(Pivoted.Settings with { Fields = [new() { Name = "a", Path = "m0" }, new() { Name = "b", Path = "m1" }] });
        var stage = new RowStage(schema);
        Next(stage, new(0, 1_000, "h", 1, 2.5));
        for (int i = 1; i < 16; i++)
        {
            Next(stage, new(i, 1_000 + (i * 60_000), "h", 7, 0));
        }

        PivotMessage last = Message(new(16, 9_000_000, "h", 0, 1), out _);
        Assert.True(stage.TryPivot(Partition, last, out PivotRow row));
        Assert.Equal(new DecodeResult(DecodeErrorKind.MissingField, 0), row.Result);
        Assert.Equal(
            "metric \"m0\" did not come for the row of 1970-01-01T00:00:00.000Z before others were later by more than "
                + "Schema:State:AllowedLateness",
            row.Reason(schema));
        Assert.Equal(
            """{"host":"h","time":"1970-01-01T00:00:00.000Z","m1":2.5}""",
            Encoding.UTF8.GetString(row.AsMessage(schema, Partition).Payload));
        Assert.False(stage.IsSettled(Partition));
        Assert.False(stage.TryPivot(Partition, last, out _));
        Assert.True(stage.IsSettled(Partition));
        StateCounts counts = stage.Counts(Partition)!;
        Assert.Equal((1, 15), (counts.Incomplete, counts.Unlisted));
    }

    /// <summary>Clocks that are far off make rows that wait for ever: beyond the bound the oldest are handed out as they are.</summary>
    [Fact]
    public void RowsBeyondTheBoundAreHandedOutAsTheyAre()
    {
        var stage = new RowStage(new Schema(Pivoted.Settings with { State = new() { MaxKeys = 5 } }));
        MadeRow[] rows = [.. Enumerable.Range(0, 50).SelectMany(i => Next(stage, new(i, i * 1_000_000L, $"h{i}", 0, i)))];
        Assert.True(stage.Size.Keys <= 7);
        Assert.Equal(Enumerable.Range(0, rows.Length).Select(i => i * 1_000_000L), rows.Select(row => row.Start));
        Assert.Equal(rows.Length, stage.Counts(Partition)!.Incomplete);
    }

    [Fact]
    public void EveryMistakeOfAPivotIsSaid()
    {
        SchemaSettings settings = Pivoted.Settings with
        {
            Pivot = new() { Metric = "m", Value = "m" },
            Fields =
            [
                new() { Name = "a" }, new() { Name = "b", Path = "a" }, new() { Name = "c", Kind = FieldKind.Categorical },
                new() { Name = "d", Number = NumberSpelling.Comma },
            ],
            Aggregates =
            [
                new() { Kind = AggregateKind.Mean, By = ["rack"], Of = "e" },
                new() { Kind = AggregateKind.ConfirmedCount, By = ["host"] },
            ],
        };
        Assert.Equal(
            [
                "Aggregates:0:By", "Aggregates:0:Of", "Aggregates:1:Kind", "Fields:1:Path", "Fields:2:Kind", "Fields:3:Number",
                "Pivot:Value",
            ],
            Schema.Check(settings).Select(problem => problem.Path).Order(StringComparer.Ordinal));
        SchemaProblem frame = Schema.Check(new() { Format = MessageFormat.Raw, Frame = new() { Width = 2, Height = 2 }, Pivot = new() })
            .Single();
        Assert.Equal("Pivot", frame.Path);
    }

    private static string Text(MadeRow row) => string.Create(
        CultureInfo.InvariantCulture, $"{row.Carrier} {row.Last} {row.Key} {row.Start} {string.Join(' ', row.Values)}");

    private static byte[] Saved(RowStage stage)
    {
        var saved = new MemoryStream();
        stage.Save(Partition, saved);
        return saved.ToArray();
    }

    private static MadeRow[] Next(RowStage stage, MetricMessage message)
    {
        var rows = new List<MadeRow>();
        while (stage.TryPivot(Partition, Message(message, out _), out PivotRow row))
        {
            rows.Add(new(Encoding.UTF8.GetString(row.Key), row.TimeMs, row.Values.ToArray())
            {
                Last = row.Offset, Carrier = message.Offset,
            });
        }

        return [.. rows];
    }

    private static PivotMessage Message(MetricMessage message, out double[] decoded)
    {
        decoded = [CategoryToken.Of(Encoding.UTF8.GetBytes($"m{message.Metric}")), message.Value];
        return new()
        {
            Offset = message.Offset, QueuedMs = message.Time, TimeMs = message.Time, Key = Encoding.UTF8.GetBytes(message.Key),
            HasKey = true, Decoded = decoded,
        };
    }

    // Some metrics never come, some come twice, late, or from a clock that is far ahead; now and then nothing comes for a while.
    private static IEnumerable<MetricMessage> Messages(Random random)
    {
        (long offset, long arrival) = (random.Next(100), -1_000_000);
        for (int i = 0; i < Count; i++)
        {
            offset += random.Next(10) == 0 ? 1 + random.Next(20) : 1;
            arrival += random.Next(200) == 0 ? 100_000 : random.Next(2000);
            long time = arrival - random.Next(random.Next(10) == 0 ? 60_000 : 3_000) + (random.Next(50) == 0 ? 10_000_000 : 0);
            yield return new(offset, time, $"h{random.Next(3)}", random.Next(Metrics + 1), random.NextDouble());
        }
    }
}
