using System.Globalization;
using System.Text;
using System.Text.Json;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;

namespace Detector.Core.Tests.Schemas.Inference;

/// <summary>What a sample shows of how numbers and times are written is found, and read by the decoders as it was meant.</summary>
public class SpellingInferenceTests
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    [Theory]
    [InlineData(NumberSpelling.Comma, ",", ".", "{0}", null)]
    [InlineData(NumberSpelling.Comma, ",", "", "{0}", null)]
    [InlineData(NumberSpelling.Comma, ",", "\u00A0", "{0} €", "€")]
    [InlineData(NumberSpelling.Comma, ",", ".", "{0}%", "%")]
    [InlineData(NumberSpelling.Point, ".", ",", "{0}", null)]
    [InlineData(NumberSpelling.Point, ".", ",", "${0}", "$")]
    [InlineData(NumberSpelling.Point, ".", "'", "CHF {0}", "CHF")]
    [InlineData(NumberSpelling.Point, ".", "", "{0} USD", "USD")]
    public void NumbersComeBackThroughBothDecoders(NumberSpelling spelling, string mark, string group, string form, string? unit)
    {
        var format = new NumberFormatInfo { NumberDecimalSeparator = mark, NumberGroupSeparator = group, NegativeSign = "−" };
        var random = new Random(9);
        decimal[] values = [.. Enumerable.Range(0, 300).Select(_ => Math.Round((decimal)(Math.Exp(random.NextDouble() * 14) - 50), 2))];
        string[] texts = [.. values.Select(value => string.Format(Plain, form, value.ToString("N2", format)))];
        foreach (MessageFormat kind in new[] { MessageFormat.Csv, MessageFormat.Json })
        {
            InferredSchema found = Infer(kind, ("x", texts));

            FieldSettings field = Assert.Single(found.Settings.Fields);
            Assert.Equal((spelling, unit), (field.Number, field.Unit));
            Assert.Empty(found.Columns[0].Warnings);
            Assert.Equal(values.Select(value => (double)value), Decode(found.Settings, "x", texts).Select(row => row.Row[0]));
        }
    }

    [Theory]
    [InlineData("dd.MM.yyyy HH:mm", "dd.MM.yyyy HH:mm")]
    [InlineData("d.M.yyyy H:mm:ss", "d.M.yyyy H:mm:ss")]
    [InlineData("MM/dd/yyyy hh:mm:ss tt", "MM/dd/yyyy hh:mm:ss tt")]
    [InlineData("M/d/yyyy h:mm tt", "M/d/yyyy hh:mm tt")]
    [InlineData("dd/MM/yyyy HH:mm", "dd/MM/yyyy HH:mm")]
    [InlineData("yyyy/MM/dd HH:mm", "yyyy/MM/dd HH:mm")]
    [InlineData("yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss zzz")]
    [InlineData("dd/MMM/yyyy:HH:mm:ss '+0000'", "dd/MMM/yyyy:HH:mm:ss zzz")]
    [InlineData("ddd, dd MMM yyyy HH:mm:ss 'GMT'", "ddd, dd MMM yyyy HH:mm:ss zzz")]
    [InlineData("MMMM d, yyyy, h:mm tt", "MMM d, yyyy, hh:mm tt")]
    [InlineData("yyyyMMddHHmmss", "yyyyMMddHHmmss")]
    [InlineData("dd.MM.yy HH:mm:ss.fff", "dd.MM.yy HH:mm:ss.f")]
    public void TimesComeBackThroughBothDecoders(string written, string expected)
    {
        DateTime[] times = [.. Enumerable.Range(0, 300).Select(i => new DateTime(2018, 6, 9, 0, 7, 0).AddHours(7 * i))];
        string[] texts = [.. times.Select(time => time.ToString(written, Plain))];
        foreach (MessageFormat kind in new[] { MessageFormat.Csv, MessageFormat.Json })
        {
            InferredSchema found = Infer(kind, ("time", texts), ("x", Numbers(300)));

            Assert.Equal(("time", expected), (found.Settings.Time, found.Settings.TimeFormat));
            Assert.Empty(found.Columns[0].Warnings);
            Assert.Contains($"as {expected}, from 2018-06-09T00:07:00Z to 2018-09-04", found.Columns[0].Reason, StringComparison.Ordinal);
            Assert.Equal([FieldKind.TimeOfDay, FieldKind.TimeOfWeek, FieldKind.Numeric],
                found.Settings.Fields.Select(field => field.Kind));
            double[] seconds = [.. times.Select(time => (time - DateTime.UnixEpoch).TotalSeconds)];
            (double[] Row, long TimeMs)[] rows = Decode(found.Settings, "time", texts, ("x", Numbers(300)));
            Assert.Equal(seconds, rows.Select(row => row.Row[0]));
            Assert.Equal(seconds, rows.Select(row => row.TimeMs / 1000.0));
        }
    }

    [Fact]
    public void APlainColumnStaysPlain()
    {
        string[] whole = [.. Enumerable.Range(0, 300).Select(i => $"{i * 7919 % 500}")];

        InferredSchema found = Infer(MessageFormat.Csv, ("x", Numbers(300)), ("n", whole));

        Assert.All(found.Settings.Fields, field => Assert.Equal((NumberSpelling.Plain, null), (field.Number, field.Unit)));
        Assert.All(found.Columns, column => Assert.Empty(column.Warnings));
    }

    [Theory]
    [InlineData("1,234 22,456 5,789 998", NumberSpelling.Point, "a comma that is all there is groups thousands")]
    [InlineData("1,234 1500 5,789 998", NumberSpelling.Comma, "thousands are written without a mark elsewhere")]
    [InlineData("1,234 1000 5,789 998", NumberSpelling.Comma, "thousands are written without a mark elsewhere")]
    [InlineData("1,234€ 1500€ 5,789€ 998€", NumberSpelling.Comma, "thousands are written without a mark elsewhere")]
    [InlineData("1,234 0,512 5,789 998", NumberSpelling.Comma, null)]
    [InlineData("1,234 1,234,567 12 3", NumberSpelling.Point, null)]
    [InlineData("1.234 1.234.567 12 3", NumberSpelling.Comma, null)]
    [InlineData("1.234 2.5 12 3", NumberSpelling.Plain, null)]
    [InlineData("1.234 0.512 12 3", NumberSpelling.Plain, null)]
    [InlineData("1.234 2.000 3.125 4.500", NumberSpelling.Plain, null)]
    [InlineData("1.234 22.456 5 998", NumberSpelling.Plain, "points that may group")]
    [InlineData("1.234 22.456 5 12,5", NumberSpelling.Comma, null)]
    [InlineData("−5 4 3 2", NumberSpelling.Point, null)]
    [InlineData("(12.50) 4 3 2", NumberSpelling.Point, null)]
    [InlineData("(12,50) 4 3 2", NumberSpelling.Comma, null)]
    [InlineData("1e5 4 3 2", NumberSpelling.Plain, null)]
    public void WhatMayMeanTwoThingsIsSaid(string texts, NumberSpelling expected, string? doubt)
    {
        string[] column = [.. Enumerable.Repeat(texts.Split(' '), 10).SelectMany(text => text)];

        InferredSchema found = Infer(MessageFormat.Csv, ("x", column));

        Assert.Equal(expected, Assert.Single(found.Settings.Fields).Number);
        Assert.Equal(doubt is null ? 0 : 1, found.Columns[0].Warnings.Count);
        Assert.All(found.Columns[0].Warnings, warning => Assert.Contains("set its field's Number to", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("12,5", ",", NumberSpelling.Comma)]
    [InlineData("12.5", ",", NumberSpelling.Point)]
    [InlineData("12", ",", NumberSpelling.Point)]
    [InlineData("12", ";", NumberSpelling.Comma)]
    [InlineData("12.5", ";", NumberSpelling.Point)]
    public void OtherColumnsAndTheDelimiterSayWhatACommaIs(string other, string delimiter, NumberSpelling expected)
    {
        string[] column = [.. Enumerable.Repeat(new[] { "1,234", "22,456", "5" }, 10).SelectMany(text => text)];
        string[] beside = [.. Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? other : $"{i * 7 % 11}")];

        InferredSchema found = Infer(MessageFormat.Csv, delimiter, [("x", column), ("y", beside)]);

        Assert.Equal(expected, found.Settings.Fields[0].Number);
        Assert.Contains("comma of \"1,234\" is read as", Assert.Single(found.Columns[0].Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void InAFileOfDecimalCommasThePointOfAnotherColumnGroups()
    {
        string[] grouped = [.. Enumerable.Repeat(new[] { "1.234", "22.456", "5" }, 10).SelectMany(text => text)];
        string[] decimals = [.. Enumerable.Range(0, 30).Select(i => $"{i * 7 % 11},5")];

        InferredSchema found = Infer(MessageFormat.Csv, ";", [("x", grouped), ("y", decimals)]);

        Assert.Equal(NumberSpelling.Comma, found.Settings.Fields[0].Number);
        Assert.Contains("is read as one that groups thousands", Assert.Single(found.Columns[0].Warnings), StringComparison.Ordinal);
        Assert.Equal(22456, Decode(found.Settings, "x", grouped, ("y", decimals)).Max(row => row.Row[0]));
    }

    [Fact]
    public void ThousandsWithoutAMarkBesideThemLeaveThePointADecimalPoint()
    {
        string[] points = [.. Enumerable.Repeat(new[] { "1.234", "22.456", "1500", "5" }, 10).SelectMany(text => text)];
        string[] decimals = [.. Enumerable.Range(0, 40).Select(i => $"{i * 7 % 11},5")];

        InferredSchema found = Infer(MessageFormat.Csv, ";", [("x", points), ("y", decimals)]);

        Assert.Equal(NumberSpelling.Plain, found.Settings.Fields[0].Number);
        Assert.Empty(found.Columns[0].Warnings);
    }

    [Fact]
    public void NumbersOfJsonNeverHaveGroups()
    {
        var inference = new SchemaInference(MessageFormat.Json);
        for (int i = 0; i < 60; i++)
        {
            inference.ObserveJson(Encoding.UTF8.GetBytes($"{{\"x\":{(i % 2 == 0 ? $"{i + 1}.234" : $"{i}")},\"y\":\"{i * 7 % 11},5\"}}"));
        }

        InferredSchema found = inference.Infer(new());

        Assert.Equal([NumberSpelling.Plain, NumberSpelling.Comma], found.Settings.Fields.Select(field => field.Number));
        Assert.Empty(found.Columns[0].Warnings);
    }

    [Theory]
    [InlineData("02/01/2018 03/01/2018 04/01/2018 05/01/2018", "dd/MM/yyyy")]
    [InlineData("01/11/2018 01/12/2018 02/03/2018 03/01/2018", "MM/dd/yyyy")]
    [InlineData("01/02/2018 01/02/2018 01/02/2018 01/02/2018", "MM/dd/yyyy")]
    [InlineData("01/02/2018 01/03/2018 01/05/2018 01/04/2018", "MM/dd/yyyy")]
    [InlineData("01.02.2018 01.02.2018 01.02.2018 01.02.2018", "dd.MM.yyyy")]
    [InlineData("05-02-2018 01-05-2018 04-03-2018 01-04-2018", "dd-MM-yyyy")]
    public void ADateThatMayBeTwoDaysIsSaid(string texts, string expected)
    {
        string[] column = [.. texts.Split(' ').SelectMany(text => Enumerable.Repeat(text, 10))];

        InferredSchema found = Infer(MessageFormat.Csv, ",", [("day", column), ("x", Numbers(40))], new() { Time = "day" });

        Assert.Equal(expected, found.Settings.TimeFormat);
        string warning = Assert.Single(found.Columns[0].Warnings);
        Assert.Contains($"\"{column[0]}\" is read as {expected}", warning, StringComparison.Ordinal);
        Assert.Contains("set TimeFormat", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void ATimeOfDayWithoutADateIsAFeature()
    {
        string[] clocks = [.. Enumerable.Range(0, 100).Select(i => $"{i * 7 % 24}:{i * 13 % 60:00}")];

        InferredSchema found = Infer(MessageFormat.Csv, ("opened", clocks), ("x", Numbers(100)));

        Assert.Null(found.Settings.Time);
        Assert.Equal((FieldKind.TimeOfDay, "H:mm"), (found.Settings.Fields[0].Kind, found.Settings.Fields[0].TimeFormat));
        Assert.Equal(
            Enumerable.Range(0, 100).Select(i => ((i * 7 % 24) * 3600.0) + (i * 13 % 60 * 60)),
            Decode(found.Settings, "opened", clocks, ("x", Numbers(100))).Select(row => row.Row[0]));
    }

    [Fact]
    public void MissingValuesStayMissing()
    {
        string[] texts = [.. Enumerable.Range(0, 100).Select(i => i % 10 == 0 ? "" : i % 10 == 1 ? "n/a" : $"{i * 7919 % 1000},5 €")];

        InferredSchema found = Infer(MessageFormat.Csv, ("x", texts));

        Assert.Equal(("€", MissingPolicy.Mean), (found.Settings.Fields[0].Unit, found.Settings.Fields[0].Missing));
        Assert.Equal(20, Decode(found.Settings, "x", texts).Count(row => double.IsNaN(row.Row[0])));
    }

    private static string[] Numbers(int count) =>
        [.. Enumerable.Range(0, count).Select(i => (i * 7919 % 501 / 8.0).ToString("0.0##", Plain))];

    private static InferredSchema Infer(MessageFormat format, params (string Name, string[] Texts)[] columns) =>
        Infer(format, ",", columns);

    private static InferredSchema Infer(
        MessageFormat format, string delimiter, (string Name, string[] Texts)[] columns, InferenceOptions? options = null)
    {
        var inference = new SchemaInference(format);
        for (int row = 0; row < columns[0].Texts.Length; row++)
        {
            foreach ((string name, string[] texts) in columns)
            {
                inference.Observe(inference.Column(name), Encoding.UTF8.GetBytes(texts[row]));
            }

            inference.EndRow();
        }

        InferredSchema found = inference.Infer((options ?? new()) with { Delimiter = delimiter });
        Assert.Empty(Schema.Check(found.Settings));
        return found;
    }

    private static (double[] Row, long TimeMs)[] Decode(
        SchemaSettings settings, string name, string[] texts, params (string Name, string[] Texts)[] others)
    {
        var schema = new Schema(settings);
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        var rows = new List<(double[], long)>();
        for (int i = 0; i < texts.Length; i++)
        {
            (string Name, string Text)[] cells = [(name, texts[i]), .. others.Select(other => (other.Name, other.Texts[i]))];
            string message = settings.Format == MessageFormat.Csv
                ? string.Join(settings.Delimiter, cells.Select(cell => $"\"{cell.Text}\""))
                : JsonSerializer.Serialize(cells.ToDictionary(cell => cell.Name, cell => cell.Text));
            double[] row = new double[schema.FieldCount];
            Assert.Equal(DecodeErrorKind.None, decoder.Decode(Encoding.UTF8.GetBytes(message), row).Error);
            rows.Add((row, decoder.TimeMs));
        }

        return [.. rows];
    }
}
