using System.Globalization;
using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;
using Detector.Data.Files;
using Detector.TestKit;

namespace Detector.Data.Tests.Files;

/// <summary>Files whose records carry one metric each.</summary>
public sealed class LongFormatTests
{
    private const int Minutes = 50;
    private static readonly string[] Metrics = ["cpu", "load", "net"];
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The rows are those of the same numbers in a wide table, with key, time and label.</summary>
    [Fact]
    public void RowsAreThoseOfTheWideTable()
    {
        using TemporaryFile file = Write(skip: null);
        var schema = new Schema(Propose(file.Path).Schema.Settings);
        using var reader = new DatasetReader(schema, file.Path, label: new LabelColumn("bad"));
        var rows = new List<(string Key, long TimeMs, double[] Row, bool IsAnomaly)>();
        while (reader.Next())
        {
            Assert.True(reader.Result.Ok, reader.Result.Ok ? "" : reader.Reason());
            rows.Add((Encoding.UTF8.GetString(reader.Key), reader.TimeMs, reader.Row.Numbers.ToArray(), reader.IsAnomaly));
        }

        Assert.Equal(
            from minute in Enumerable.Range(0, Minutes)
            from host in (string[])["a", "b"]
            select (host, Start.AddMinutes(minute).ToUnixTimeMilliseconds(), Values(host, minute), minute == 30 && host == "b"),
            rows);
    }

    [Fact]
    public void ASampleOfMetricsIsRecognised()
    {
        using TemporaryFile file = Write(skip: null);
        (InferredSchema schema, int rows) = Propose(file.Path);
        Assert.Equal(2 * Minutes * Metrics.Length, rows);
        Assert.Equal(new PivotSettings { Metric = "metric", Value = "value" }, schema.Settings.Pivot);
        Assert.Equal(("host", "time"), (schema.Settings.Key, schema.Settings.Time));
        Assert.Equal(Metrics, schema.Settings.Fields.Select(field => field.Name));
        Assert.Empty(Schema.Check(schema.Settings));
        Assert.Equal(
            [ColumnRole.Time, ColumnRole.Key, ColumnRole.Metric, ColumnRole.Value, ColumnRole.Label],
            schema.Columns.Select(column => column.Role));
        var ignoring = new InferenceOptions { Label = "bad", Ignore = ["metric"] };
        Assert.Null(SchemaProposal.Infer(file.Path, ignoring, _ => { }, default).Schema.Settings.Pivot);
    }

    /// <summary>What a row lacks is counted as such, or the row is rejected with the reason; at the file's end none is left.</summary>
    [Theory]
    [InlineData(MissingPolicy.Mean)]
    [InlineData(MissingPolicy.Reject)]
    public void RowsThatLackAMetricFollowItsRule(MissingPolicy missing)
    {
        using TemporaryFile file = Write(skip: (Minutes - 1, "a", "load"));
        SchemaSettings settings = Propose(file.Path).Schema.Settings;
        settings = settings with { Fields = [.. settings.Fields.Select(field => field with { Missing = missing })] };
        var history = new RowHistory(new Schema(settings));
        var rejected = new RejectedRows();
        using var reader = new DatasetReader(new Schema(settings), file.Path, history: history);
        while (reader.Next())
        {
            rejected.Add(reader);
        }

        const string reason = "metric \"load\" did not come for the row of 2026-01-31T12:49:00.000Z";
        Assert.Equal((missing == MissingPolicy.Reject ? 1 : 0, 1), (rejected.Count, history.Incomplete));
        string said = missing == MissingPolicy.Reject ? rejected.Reasons.Single() : rejected.Missing.Single().First;
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.Equal(2 * Minutes, rejected.Good + rejected.Count);
    }

    [Fact]
    public void AFileWithoutTheKeyOrTheTimeIsRefused()
    {
        using TemporaryFile file = Write(skip: null);
        SchemaSettings settings = Propose(file.Path).Schema.Settings;
        foreach ((SchemaSettings wrong, string what) in new[]
        {
            (settings with { Key = "rack", Columns = [.. settings.Columns, "rack"] }, "has no column 'rack'"),
            (settings with { Time = "when", Columns = [.. settings.Columns, "when"] }, "has no column 'when'"),
        })
        {
            Assert.Contains(what, Assert.Throws<DataException>(() => new DatasetReader(new Schema(wrong), file.Path)).Message);
        }
    }

    private static double[] Values(string host, int minute) =>
        [.. Metrics.Select((_, i) => (minute * (i + 1) % 17) + (host == "a" ? 0.25 : 0.5))];

    private static (InferredSchema Schema, int Rows) Propose(string path) =>
        SchemaProposal.Infer(path, new InferenceOptions { Label = "bad" }, _ => { }, default);

    private static TemporaryFile Write((int Minute, string Host, string Metric)? skip)
    {
        var text = new StringBuilder("time,host,metric,value,bad\n");
        foreach (int minute in Enumerable.Range(0, Minutes))
        {
            for (int i = 0; i < Metrics.Length; i++)
            {
                foreach (string host in (string[])["a", "b"])
                {
                    if (skip != (minute, host, Metrics[i]))
                    {
                        string bad = minute == 30 && host == "b" && i == 1 ? "1" : "0";
                        long time = Start.AddMinutes(minute).AddSeconds(i).ToUnixTimeSeconds();
                        text.AppendLine(CultureInfo.InvariantCulture, $"{time},{host},{Metrics[i]},{Values(host, minute)[i]},{bad}");
                    }
                }
            }
        }

        return new TemporaryFile("long.csv", text.ToString());
    }
}
