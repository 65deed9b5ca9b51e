using System.Globalization;
using System.Text;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Features;

/// <summary>From features back to rows, and from rows to the text of messages that decoders read as the same rows.</summary>
public class RestoreTests
{
    private const double Monday = 4 * 86_400;
    private static readonly string[] Shops = ["books", "fuel", "\"quoted\", with comma", "tools"];
    private static readonly CategoryNames Names = new();
    private static readonly FieldSettings[] Fields =
    [
        new() { Name = "plain" }, new() { Name = "amount", Log1p = true }, new() { Name = "range", Scaling = Scaling.MinMax },
        new() { Name = "robust", Scaling = Scaling.Robust, Log1p = true }, new() { Name = "flag", Kind = FieldKind.Boolean },
        new() { Name = "shop", Kind = FieldKind.Categorical },
        new() { Name = "hashed", Path = "shop", Kind = FieldKind.Categorical, Encoding = CategoryEncoding.Hashing, HashBuckets = 99 },
        new() { Name = "hour", Path = "time", Kind = FieldKind.TimeOfDay },
        new() { Name = "day", Path = "time", Kind = FieldKind.TimeOfWeek },
    ];

    private static readonly Schema Schema = new(
        new() { Format = MessageFormat.Csv, Columns = ["plain", "amount", "range", "robust", "flag", "shop", "time"], Fields = Fields });

    [Fact]
    public void RowsComeBack()
    {
        RowSet rows = Rows(300);
        FeatureTransform transform = FeatureTransform.Fit(Schema, rows);
        double[] restored = new double[Fields.Length];
        for (int i = 0; i < rows.Count; i++)
        {
            transform.Restore(Features(transform, rows.Row(i).Numbers), restored);
            ReadOnlySpan<double> row = rows.Row(i).Numbers;
            for (int field = 0; field < 4; field++)
            {
                Assert.Equal(row[field], restored[field], 1e-5 * (1 + Math.Abs(row[field])));
            }

            Assert.Equal(row[4..7].ToArray(), restored[4..7]);

            // The same second of the week, whatever the week.
            Assert.Equal((row[7] - Monday) % (7 * 86_400), restored[7] - Monday, 1.0);
            Assert.Equal(restored[7], restored[8]);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void MessagesOfRestoredRowsAreDecodedAsTheSameFeatures(bool isSpelled)
    {
        Schema schema = isSpelled ? new(Schema.Settings with { Fields = [.. Fields.Select(Spelled)] }) : Schema;
        RowSet rows = Rows(300);
        FeatureTransform transform = FeatureTransform.Fit(schema, rows);
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        double[] restored = new double[Fields.Length];
        double[] decoded = new double[Fields.Length];
        for (int i = 0; i < rows.Count; i++)
        {
            float[] features = Features(transform, rows.Row(i).Numbers);
            transform.Restore(features, restored);
            int[] columns = [0, 1, 2, 3, 4, 5, 7];
            string message = string.Join(
                ',', columns.Select(field => '"' + transform.MessageText(field, restored[field]).Replace("\"", "\"\"") + '"'));
            DecodeResult result = decoder.Decode(Encoding.UTF8.GetBytes(message), decoded);

            Assert.True(result.Ok, message);
            Assert.Equal(features, Features(transform, decoded), (a, b) => Math.Abs(a - b) < 2e-3);
        }
    }

    private static FieldSettings Spelled(FieldSettings field) => field.Kind switch
    {
        FieldKind.Numeric => field with { Number = NumberSpelling.Comma, Unit = "€" },
        FieldKind.TimeOfDay or FieldKind.TimeOfWeek => field with { TimeFormat = "dd.MM.yyyy h:mm:ss tt" },
        _ => field,
    };

    [Fact]
    public void ATimeOfDayMakesATimeOfWeekExact()
    {
        FeatureTransform transform = FeatureTransform.Fit(Schema, Rows(50));
        double truth = Monday + (6 * 86_400) + (23 * 3600) + 1234; // Sunday, near midnight
        double[] row = Rows(1).Row(0).ToArray();
        (row[7], row[8]) = (truth, truth + 3600); // the estimate of the week is an hour late, past the week's end
        double[] restored = new double[Fields.Length];

        transform.Restore(Features(transform, row), restored);

        Assert.Equal([truth, truth], restored[7..9], (a, b) => Math.Abs(a - b) <= 1);
        Assert.Equal("1970-01-11T23:20:34Z", transform.MessageText(7, restored[7]));
    }

    [Fact]
    public void NumbersStayWithinWhatTrainingSaw()
    {
        FeatureTransform transform = FeatureTransform.Fit(Schema, Rows(50));
        double[] restored = new double[Fields.Length];
        double[] Seen(int field) => [.. Enumerable.Range(0, 50).Select(i => Rows(50).Row(i)[field])];

        transform.Restore([.. Enumerable.Repeat(-15f, transform.Width)], restored);
        Assert.Equal(Enumerable.Range(0, 4).Select(field => Seen(field).Min()), restored[..4], (a, b) => Math.Abs(a - b) < 1e-6);

        transform.Restore([.. Enumerable.Repeat(15f, transform.Width)], restored);
        Assert.Equal(Enumerable.Range(0, 4).Select(field => Seen(field).Max()),
            restored[..4], (a, b) => Math.Abs(a - b) < 1e-6 * Math.Abs(a));
    }

    [Fact]
    public void WhatIsCountedStaysWhole()
    {
        var rows = new RowSet(2);
        for (int i = 0; i < 30; i++)
        {
            rows.Add([i, i + 0.5]);
        }

        FeatureTransform transform = FeatureTransform.Fit(
            new(new() { Fields = [new() { Name = "count", Log1p = true }, new() { Name = "level" }] }), rows);
        double[] restored = new double[2];
        transform.Restore([0.123f, 0.123f], restored);

        Assert.Equal(Math.Round(transform.Unscale(0, 0.123f)!.Value), restored[0]);
        Assert.Equal(15 + (0.123 * Math.Sqrt(((30 * 30) - 1) / 12.0)), restored[1], 1e-5);
    }

    [Fact]
    public void AnUnnamedCategoryIsOther()
    {
        FeatureTransform transform = FeatureTransform.Fit(new(new() {
            Fields = [new() { Name = "c", Kind = FieldKind.Categorical, MaxCategories = 1, Scaling = Scaling.None }] }), Categories());
        double[] restored = new double[1];

        transform.Restore([0.2f, 0.7f], restored);

        Assert.True(double.IsNaN(restored[0]));
        Assert.Equal("other", transform.MessageText(0, restored[0]));
    }

    [Theory]
    [InlineData(1.0, 3.98512, "3.985")]
    [InlineData(1.0, 0.00003, "0")]
    [InlineData(1.0, -0.00003, "0")]
    [InlineData(2500, -123456.789, "-123457")]
    [InlineData(1e-7, 1.23456e-7, "1.23456E-07")]
    [InlineData(1.0, double.NaN, "")]
    public void NumbersHaveTheDigitsThatTheirSpreadAsksFor(double spread, double raw, string text)
    {
        var rows = new RowSet(1);
        rows.Add([-spread]);
        rows.Add([spread]);

        Assert.Equal(text, FeatureTransform.Fit(new(new() { Fields = [new() { Name = "x" }] }), rows).MessageText(0, raw));
        Assert.True(text.Length == 0 || double.IsFinite(double.Parse(text, CultureInfo.InvariantCulture)));
    }

    private static RowSet Categories()
    {
        var rows = new RowSet(1, Names);
        foreach (string text in new[] { "books", "books", "fuel" })
        {
            rows.Add([Token(text)]);
        }

        return rows;
    }

    private static RowSet Rows(int count)
    {
        var random = new Random(3);
        var rows = new RowSet(Fields.Length, Names);
        for (int i = 0; i < count; i++)
        {
            double shop = Token(Shops[random.Next(Shops.Length)]);
            double time = 1.7e9 + random.Next(10_000_000);
            rows.Add([random.NextDouble() * 20, Math.Exp(6 * random.NextDouble()),
                -random.NextDouble(), random.NextDouble() * 1000, random.Next(2), shop, shop, time, time]);
        }

        return rows;
    }

    private static float[] Features(FeatureTransform transform, ReadOnlySpan<double> row)
    {
        float[] features = new float[transform.Width];
        transform.Transform(row, 1, features);
        return features;
    }

    private static double Token(string text)
    {
        double token = CategoryToken.Of(Encoding.UTF8.GetBytes(text));
        Names.Learn(token, Encoding.UTF8.GetBytes(text));
        return token;
    }
}
