using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.TestKit;

namespace Detector.Data.Tests.Files;

public sealed class RowHistoryTests
{
    private const string Rows = "card,amount,when,bad\nA,1,2026-01-01 "
        + "00:00:00,0\nB,10,2026-01-01 00:10:00,0\nA,3,2026-01-01 00:20:00,1\nA,8,2026-01-01 01:10:00,0\n";

    private static readonly Schema Schema = new(new()
    {
        Time = "when",
        Fields = [new() { Name = "amount" }],
        Aggregates =
        [
            new() { Kind = AggregateKind.Count, By = ["card"], Window = TimeSpan.FromHours(1) },
            new() { Kind = AggregateKind.Sum, Of = "amount", By = ["card"], Window = TimeSpan.FromHours(1) },
        ],
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RowsHaveTheAggregatesOfTheirKeysBehindTheirFields(bool hasLabel)
    {
        using TemporaryFile file = Write("a.csv", Rows);
        using var reader = new DatasetReader(Schema, file.Path, label: hasLabel ? new LabelColumn("bad") : null);

        Assert.Equal([[1, 1, 1], [10, 1, 10], [3, 2, 4], [8, 2, 11]], All(reader));
        Assert.Equal("Sum amount by card in 1h", Schema.Fields[2].Name);
    }

    [Fact]
    public void WhatWasReadBeforeIsKnown()
    {
        using TemporaryFile file = Write("a.csv", Rows);
        string later = file.Beside("later.jsonl");
        File.WriteAllText(later, "{\"card\":\"A\",\"amount\":5,\"when\":\"2026-01-01T01:15:00Z\"}\n");
        var history = new RowHistory(Schema);
        history.Read([file.Path], null, new RejectedRows(), (_, _) => { }, default);
        using var reader = new DatasetReader(Schema, later, history: history);

        Assert.Equal([[5, 3, 16]], All(reader));
    }

    /// <summary>No row's numbers depend on later rows.</summary>
    [Fact]
    public void RowsOfAPrefixAreThoseOfTheWhole()
    {
        using TemporaryFile whole = Write("a.csv", Rows);
        using TemporaryFile prefix = Write("b.csv", Rows[..Rows.IndexOf("A,8", StringComparison.Ordinal)]);
        using var one = new DatasetReader(Schema, whole.Path);
        using var other = new DatasetReader(Schema, prefix.Path);

        Assert.Equal(All(one).Take(3), All(other));
    }

    /// <summary>What a verdict without delay would leak: a row's numbers change neither with later rows nor with later labels.</summary>
    [Fact]
    public void NoRowSeesALabelThatCameAfterIt()
    {
        var schema = new Schema(Schema.Settings with
        {
            Aggregates =
            [
                new() { Kind = AggregateKind.ConfirmedCount, By = ["card"], Window = TimeSpan.FromHours(2) },
                new() { Kind = AggregateKind.ConfirmedShare, By = ["card"], Window = TimeSpan.FromHours(2) },
            ],
        });
        string rows = string.Concat(
            Enumerable.Range(0, 12).Select(i => $"A,{i},2026-01-01 {i / 2:00}:{30 * (i % 2):00}:00,{(i % 3 == 0 ? 1 : 0)}\n"));
        double[][] whole = Read(rows);

        // Labels come an hour late: of 0:00 and 0:30 at 1:00 and 1:30, and so on; two hours are looked back on.
        Assert.Equal([[0, 0, 0], [1, 0, 0], [2, 1, 1], [3, 1, 0.5], [4, 1, 1 / 3.0], [5, 2, 0.5], [6, 1, 0.25]], whole.Take(7));
        for (int row = 1; row < 12; row++)
        {
            string[] lines = rows.Split('\n');
            Assert.Equal(whole.Take(row), Read(string.Join('\n', lines.Take(row)) + "\n"));
            string others = string.Join(
                '\n', lines.Select((line, i) => i < row - 1 || line.Length == 0 ? line : line[..^1] + (line[^1] == '1' ? '0' : '1')));
            Assert.Equal(whole.Take(row), Read(others).Take(row));
        }

        using TemporaryFile file = Write("a.csv", Rows);
        Assert.Contains("--label-delay says",
            Assert.Throws<DataException>(() => new DatasetReader(schema, file.Path, label: new LabelColumn("bad"))).Message);
        Assert.Contains("--label names", Assert.Throws<DataException>(() =>
            new DatasetReader(schema, file.Path, history: new RowHistory(schema, TimeSpan.Zero))).Message);

        double[][] Read(string text)
        {
            using TemporaryFile file = Write("a.csv", "card,amount,when,bad\n" + text);
            using var reader = new DatasetReader(schema, file.Path, label: new LabelColumn("bad"),
                history: new RowHistory(schema, TimeSpan.FromHours(1)));
            return All(reader);
        }
    }

    [Fact]
    public void EventsTimesAreNeededAndTheLabelIsNotSeen()
    {
        using TemporaryFile file = Write("a.csv", Rows.Replace("when", "then", StringComparison.Ordinal));
        Assert.Contains("has no column 'when', the events' time, which aggregates",
            Assert.Throws<DataException>(() => new DatasetReader(Schema, file.Path)).Message);
        var timeless = new Schema(Schema.Settings with { Time = null });
        Assert.Contains("Schema:Time names none", Assert.Throws<DataException>(() => new DatasetReader(timeless, file.Path)).Message);
        var leaking = new Schema(Schema.Settings with { Aggregates = [new() { Kind = AggregateKind.Sum, Of = "bad", By = ["card"] }] });
        Assert.Contains("the label 'bad' is what an aggregate",
            Assert.Throws<DataException>(() => new DatasetReader(leaking, file.Path, label: new LabelColumn("bad"))).Message);
    }

    [Fact]
    public void AKeyThatTheFileLacksIsNamed()
    {
        using TemporaryFile file = Write("a.csv", "amount,when\n1,2026-01-01 00:00:00\n");

        Assert.Contains("has no column 'card'", Assert.Throws<DataException>(() => new DatasetReader(Schema, file.Path)).Message);
    }

    private static double[][] All(DatasetReader reader)
    {
        var rows = new List<double[]>();
        while (reader.Next())
        {
            Assert.True(reader.Result.Ok, reader.Result.Ok ? "" : reader.Reason());
            rows.Add(reader.Row.ToArray());
        }

        return [.. rows];
    }

    private static TemporaryFile Write(string name, string text)
    {
        var file = new TemporaryFile(name);
        File.WriteAllText(file.Path, text);
        return file;
    }
}
