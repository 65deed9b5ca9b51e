using System.Globalization;
using System.Text;
using System.Text.Json;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;

namespace Detector.Core.Tests.Schemas.Inference;

public class SchemaInferenceTests
{
    private const int Rows = 500;

    [Theory]
    [InlineData("row", ColumnRole.Ignored, "identifier")]
    [InlineData("transaction_id", ColumnRole.Ignored, "identifier")]
    [InlineData("random_number", ColumnRole.Ignored, "spread evenly")]
    [InlineData("uuid", ColumnRole.Ignored, "nearly every text")]
    [InlineData("clock", ColumnRole.Ignored, "only rises")]
    [InlineData("elapsed_days", ColumnRole.Ignored, "only rises")]
    [InlineData("customer_id", ColumnRole.KeyCandidate, "names? ")]
    [InlineData("host_name", ColumnRole.KeyCandidate, "names? ")]
    [InlineData("is_fraud", ColumnRole.Label, "label")]
    [InlineData("currency", ColumnRole.Ignored, "always \"EUR\"")]
    [InlineData("empty", ColumnRole.Ignored, "no values")]
    [InlineData("sensor", ColumnRole.Feature, "numbers from")]
    [InlineData("bytes", ColumnRole.Feature, "log1p")]
    [InlineData("outliers_seen_by_sensor_7", ColumnRole.Feature, "numbers from")]
    [InlineData("level", ColumnRole.Feature, "numbers from")]
    [InlineData("constant", ColumnRole.Feature, "always 45.5; kept, so other values may raise alerts")]
    [InlineData("errors", ColumnRole.Feature, "always 0; kept, so other values may raise alerts")]
    [InlineData("month", ColumnRole.Ignored, "always 4, as a day's number or a setting is")]
    [InlineData("elapsed_hours", ColumnRole.Ignored, "always 0, as a day's number or a setting is")]
    [InlineData("paused", ColumnRole.Feature, "always false; kept, so a change may raise alerts")]
    [InlineData("country", ColumnRole.Feature, "4 different texts: a category")]
    [InlineData("merchant", ColumnRole.Feature, "hashed")]
    [InlineData("status_id", ColumnRole.Feature, "5 codes")]
    [InlineData("online", ColumnRole.Feature, "true and false")]
    [InlineData("has_chip", ColumnRole.Feature, "like a flag")]
    [InlineData("pulse", ColumnRole.Feature, "numbers from 0 to 1")]
    [InlineData("gaps", ColumnRole.Feature, "missing in 100 of 500 rows, where the mean")]
    [InlineData("at", ColumnRole.Time, "time of day and time of week are features")]
    [InlineData("booked_at", ColumnRole.Ignored, "a time")]
    public void EveryColumnHasItsRoleAndReason(string column, ColumnRole role, string reason)
    {
        InferredColumn inferred = Infer(new()).Columns.Single(c => c.Name == column);

        Assert.Equal(role, inferred.Role);
        Assert.Matches(reason, inferred.Reason);
    }

    [Theory]
    [InlineData("sensor", FieldKind.Numeric, MissingPolicy.Reject, false)]
    [InlineData("bytes", FieldKind.Numeric, MissingPolicy.Reject, true)]
    [InlineData("gaps", FieldKind.Numeric, MissingPolicy.Mean, false)]
    [InlineData("online", FieldKind.Boolean, MissingPolicy.Reject, false)]
    [InlineData("has_chip", FieldKind.Boolean, MissingPolicy.Reject, false)]
    [InlineData("pulse", FieldKind.Numeric, MissingPolicy.Reject, false)]
    [InlineData("country", FieldKind.Categorical, MissingPolicy.Reject, false)]
    [InlineData("at time of day", FieldKind.TimeOfDay, MissingPolicy.Reject, false)]
    [InlineData("at time of week", FieldKind.TimeOfWeek, MissingPolicy.Reject, false)]
    public void FieldsFitTheirValues(string name, FieldKind kind, MissingPolicy missing, bool log1p)
    {
        FieldSettings field = Infer(new()).Settings.Fields.Single(f => f.Name == name);

        Assert.Equal((kind, missing, log1p), (field.Kind, field.Missing, field.Log1p));
    }

    [Fact]
    public void TheProposalDecodesItsOwnSample()
    {
        InferredSchema inferred = Infer(new() { Key = "customer_id" });
        var schema = new Schema(inferred.Settings);
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        double[] row = new double[schema.FieldCount];

        Assert.All(Sample(), cells =>
        {
            Assert.True(decoder.Decode(Encoding.UTF8.GetBytes(string.Join(',', cells.Select(c => c.Value))), row).Ok);
            Assert.Equal(cells.Single(c => c.Name == "customer_id").Value, Encoding.UTF8.GetString(decoder.Key));
        });
        Assert.Equal("at", inferred.Settings.Time);
        Assert.Equal(["host_name"], inferred.KeyCandidates);
    }

    [Fact]
    public void WhatTheUserNamesComesFirst()
    {
        InferredSchema inferred = Infer(new() { Key = "country", Time = "clock", Label = "pulse", Ignore = ["sensor", "level"] });

        Assert.Equal(
            [ColumnRole.Key, ColumnRole.Time, ColumnRole.Label, ColumnRole.Ignored, ColumnRole.Ignored],
            new[] { "country", "clock", "pulse", "sensor", "level" }.Select(n => inferred.Columns.Single(c => c.Name == n).Role));
        Assert.Equal(("country", "clock"), (inferred.Settings.Key, inferred.Settings.Time));
        Assert.DoesNotContain(inferred.Settings.Fields, f => f.Name is "country" or "pulse" or "sensor" or "level");
    }

    [Fact]
    public void NamesThatAreNotThereAreReportedTogetherWithTheColumns()
    {
        string message = Assert.Throws<ArgumentException>(() => Infer(new() { Key = "card", Label = "y", Ignore = ["row", "z"] })).Message;

        Assert.StartsWith("--key names \"card\" and --label names \"y\" and --ignore names \"z\", but the columns are row, transaction_id",
            message, StringComparison.Ordinal);
        Assert.Contains("\"FR\" is no time", Assert.Throws<ArgumentException>(() => Infer(new() { Time = "country" })).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SchemaInference(MessageFormat.Json).Infer(new()));
    }

    [Fact]
    public void AColumnOfIdentifiersAloneIsNoModel()
    {
        var inference = new SchemaInference(MessageFormat.Csv);
        for (int i = 0; i < 50; i++)
        {
            inference.Observe(inference.Column("id"), Encoding.UTF8.GetBytes($"{i}"));
            inference.EndRow();
        }

        Assert.Contains("id: an identifier", Assert.Throws<ArgumentException>(() => inference.Infer(new())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NestedJsonBecomesDottedPaths()
    {
        var inference = new SchemaInference(MessageFormat.Json);
        var random = new Random(2);
        byte[] message = [];
        for (int i = 0; i < 100; i++)
        {
            string value = random.NextDouble().ToString(CultureInfo.InvariantCulture);
            string optional = i % 3 == 0 ? "null" : value;
            (string country, string on) = i % 2 == 0 ? ("DE", "true") : ("FR", "false");
            message = Encoding.UTF8.GetBytes(
                $$$"""{"card":{"country":"{{{country}}}","a.b":{{{value}}}},"values":[{{{value}}},{"x":{{{value}}}}],"""
                + $$$""" "o":{{{optional}}},"on":{{{on}}}}""");
            inference.ObserveJson(message);
        }

        InferredSchema inferred = inference.Infer(new());

        Assert.Equal(["card.country", "card.a.b", "values.0", "values.1.x", "on", "o"], inferred.Settings.Fields.Select(f => f.Name));
        Assert.Equal(
            [FieldKind.Categorical, FieldKind.Numeric, FieldKind.Numeric, FieldKind.Numeric, FieldKind.Boolean, FieldKind.Numeric],
            inferred.Settings.Fields.Select(f => f.Kind));
        Assert.Equal(MissingPolicy.Mean, inferred.Settings.Fields[^1].Missing);
        Assert.True(MessageDecoder.Create(new Schema(inferred.Settings)).Decode(message, new double[6]).Ok);
        Assert.ThrowsAny<JsonException>(() => inference.ObserveJson("[1]"u8.ToArray()));
        Assert.ThrowsAny<JsonException>(() => inference.ObserveJson("{"u8.ToArray()));
        Assert.Equal(100, inference.Rows);
    }

    private static InferredSchema Infer(InferenceOptions options)
    {
        var inference = new SchemaInference(MessageFormat.Csv);
        foreach ((string Name, string Value)[] row in Sample())
        {
            foreach ((string name, string value) in row)
            {
                inference.Observe(inference.Column(name), Encoding.UTF8.GetBytes(value));
            }

            inference.EndRow();
        }

        return inference.Infer(options);
    }

    private static IEnumerable<(string Name, string Value)[]> Sample()
    {
        var random = new Random(1);
        double level = 50;
        string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
        for (int i = 0; i < Rows; i++)
        {
            level += random.NextDouble() - 0.5;
            DateTime at = new DateTime(2026, 1, 1).AddHours(i);
            yield return
            [
                ("row", Text(i)),
                ("transaction_id", Text(1000 + (7 * i % Rows))),
                ("random_number", Text(random.NextInt64(1L << 40))),
                ("uuid", new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString()),
                ("clock", Text(1767225600 + (i / 2 * 60))),
                ("elapsed_days", Text(i / 100)),
                ("customer_id", Text(random.Next(100))),
                ("host_name", $"host-{random.Next(300)}"),
                ("is_fraud", Text(i % 50 == 0 ? 1 : 0)),
                ("currency", "EUR"),
                ("empty", ""),
                ("sensor", Text(random.NextDouble())),
                ("bytes", Text(Math.Floor(Math.Exp(
                    8 + (2 * (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2) * 1.7))))),
                ("outliers_seen_by_sensor_7", Text(20 + (i * 13 % 37))),
                ("level", Text(level)),
                ("constant", "45.5"),
                ("errors", "0"),
                ("month", "4"),
                ("elapsed_hours", "0"),
                ("paused", "false"),
                ("country", "DE FR AT CH".Split(' ')[random.Next(4)]),
                ("merchant", $"shop {random.Next(60)}"),
                ("status_id", Text(random.Next(5))),
                ("online", random.Next(2) == 0 ? "true" : "false"),
                ("has_chip", Text(random.Next(2))),
                ("pulse", Text(random.Next(2))),
                ("gaps", i % 5 == 0 ? (i % 2 == 0 ? "" : "NA") : Text(random.NextDouble())),
                ("at", at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
                ("booked_at", at.AddMinutes(random.Next(50)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
            ];
        }
    }
}
