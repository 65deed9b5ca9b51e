using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.TestKit;

namespace Detector.Data.Tests.Files;

public sealed class RowHistoryTests
{
    private const string Rows = "card,amount,when,bad\nA,1,2026-01-01 00:00:00,0\nB,10,2026-01-01 00:10:00,0\nA,3,2026-01-01 00:20:00,1\nA,8,2026-01-01 01:10:00,0\n";

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
        history.Read([file.Path], new RejectedRows(), (_, _) => { }, default);
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

    [Fact]
    public void EventsTimesAreNeededAndTheLabelIsNotSeen()
    {
        using TemporaryFile file = Write("a.csv", Rows.Replace("when", "then", StringComparison.Ordinal));
        Assert.Contains("has no column 'when', the events' time, which aggregates", Assert.Throws<DataException>(() => new DatasetReader(Schema, file.Path)).Message);
        var timeless = new Schema(Schema.Settings with { Time = null });
        Assert.Contains("Schema:Time names none", Assert.Throws<DataException>(() => new DatasetReader(timeless, file.Path)).Message);
        var leaking = new Schema(Schema.Settings with { Aggregates = [new() { Kind = AggregateKind.Sum, Of = "bad", By = ["card"] }] });
        Assert.Contains("the label 'bad' is what an aggregate", Assert.Throws<DataException>(() => new DatasetReader(leaking, file.Path, label: new LabelColumn("bad"))).Message);
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
