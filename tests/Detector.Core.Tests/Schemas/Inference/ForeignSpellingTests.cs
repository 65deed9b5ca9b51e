using System.Globalization;
using System.Text;
using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;

namespace Detector.Core.Tests.Schemas.Inference;

/// <summary>Columns that people understand and no one spelling does: init says so, with an example.</summary>
public class ForeignSpellingTests
{
    [Theory]
    [InlineData("1.234,56", true)]
    [InlineData("12,5", true)]
    [InlineData("1,234.56", true)]
    [InlineData("1 234,56", true)]
    [InlineData("1'234.50", true)]
    [InlineData("$12.50", true)]
    [InlineData("-$12.50", true)]
    [InlineData("12,50 €", true)]
    [InlineData("EUR 12.50", true)]
    [InlineData("12.50EUR", true)]
    [InlineData("12 %", true)]
    [InlineData("(12.50)", true)]
    [InlineData("$(12.50)", true)]
    [InlineData("₹12,34,567.50", true)]
    [InlineData("1,5E+03", true)]
    [InlineData("−5", true)]
    [InlineData("1 234,56 kr", true)]
    [InlineData("1,23,4", false)]
    [InlineData("12.50-", true)]
    [InlineData("ABC 12", false)]
    [InlineData("A12", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("2026-01-31", false)]
    [InlineData("", false)]
    [InlineData("€", false)]
    public void NumbersOfOtherSpellingsAreKnown(string text, bool expected) => Assert.Equal(expected, ForeignSpelling.IsNumber(text));

    [Theory]
    [InlineData("11.06.2018 00:00", true)]
    [InlineData("11.6.18", true)]
    [InlineData("06/11/2018 12:30:01 PM", true)]
    [InlineData("2018/06/11", true)]
    [InlineData("2018-6-1 1:00", true)]
    [InlineData("Mon, 11 Jun 2018 00:00:00 GMT", true)]
    [InlineData("June 11, 2018", true)]
    [InlineData("14:05", true)]
    [InlineData("11/Jun/2018:14:05:00 +0200", true)]
    [InlineData("2018-06-11 14:05:00 UTC", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("maybe 12", false)]
    [InlineData("marble 2018", false)]
    [InlineData("1.2.3", false)]
    public void DatesOfOtherSpellingsAreKnown(string text, bool expected) => Assert.Equal(expected, ForeignSpelling.IsDate(text));

    [Theory]
    [InlineData("prices", "numbers in more than one spelling", "such as \"$100.25\" beside \"€100.50\"")]
    [InlineData("times", "times in no pattern that is the same throughout", "such as \"11.06.2018 00:00\"")]
    public void AColumnInTwoSpellingsIsLeftOutForThatReasonAndWarnedOf(string column, string warning, string example)
    {
        InferredColumn found = Infer(500).Columns.Single(c => c.Name == column);

        Assert.Equal(ColumnRole.Ignored, found.Role);
        Assert.Contains("in more than one spelling", found.Reason, StringComparison.Ordinal);
        Assert.Contains($"all values are {warning}", Assert.Single(found.Warnings), StringComparison.Ordinal);
        Assert.Contains(example, found.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersInAnotherSpellingAmongPlainOnesAreWarnedOfSinceTheMeanWouldStandInForThem()
    {
        InferredColumn found = Infer(500).Columns.Single(c => c.Name == "mixed");

        Assert.Equal(ColumnRole.Feature, found.Role);
        Assert.Contains("5 of 500 values are numbers in another spelling than the rest, such as \"1,5\", and the mean stands "
            + "in", Assert.Single(found.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void TextsAmongNumbersAreWarnedOf()
    {
        InferredColumn found = Infer(500).Columns.Single(c => c.Name == "half");

        Assert.Contains("200 of 500 values are no numbers while the others are, such as "
            + "\"ERR\"", Assert.Single(found.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void APlaceholderAmongMeasurementsIsWarnedOf() =>
        Assert.Contains("smallest number -999 is far from the "
            + "others", Assert.Single(Infer(500).Columns.Single(c => c.Name == "temperature").Warnings), StringComparison.Ordinal);

    [Fact]
    public void DatesWrittenAsNumbersAreWarnedOfWhereSomeAreNone() =>
        Assert.Contains("look like dates, such as "
            + "20180611", Assert.Single(Infer(500).Columns.Single(c => c.Name == "day_date").Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 1e6, "from 1970-01-01T00:00:00Z to 1970-01-12")]
    [InlineData(9e10, 1e5, "to 4821-12-2")]
    public void ATimeInTheWrongUnitIsShownAndWarnedOf(double start, double span, string shown)
    {
        var inference = new SchemaInference(MessageFormat.Csv);
        for (int i = 0; i <= 100; i++)
        {
            Observe(inference, ("t", (start + (span * i / 100)).ToString(CultureInfo.InvariantCulture)), ("x", $"0.{i * 7919 % 101}"));
        }

        InferredColumn time = inference.Infer(new() { Time = "t" }).Columns[0];

        Assert.Contains(shown, time.Reason, StringComparison.Ordinal);
        Assert.Contains("which can hardly be", Assert.Single(time.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void AnOrdinarySampleHasNoWarningsAndShowsAnExampleOfEachColumn()
    {
        InferredSchema schema = Infer(500);

        Assert.Equal("2026-01-01T00:00:00Z", schema.Columns.Single(c => c.Name == "at").Example);
        Assert.Contains("from 2026-01-01T00:00:00Z to "
            + "2026-01-21T19:00:00Z", schema.Columns.Single(c => c.Name == "at").Reason, StringComparison.Ordinal);
        Assert.All(schema.Columns.Where(c => c.Name is "at" or "fine" or "name"), c => Assert.Empty(c.Warnings));
    }

    private static InferredSchema Infer(int rows)
    {
        var inference = new SchemaInference(MessageFormat.Csv);
        var random = new Random(3);
        for (int i = 0; i < rows; i++)
        {
            DateTime day = new DateTime(2018, 6, 11).AddHours(i);
            double x = 100 + (i / 4.0) + 0.25;
            Observe(
                inference,
                ("at", new DateTime(2026, 1, 1).AddHours(i).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
                ("fine", random.NextDouble().ToString(CultureInfo.InvariantCulture)),
                ("name", "abc"[random.Next(3)].ToString()),
                ("prices", $"{"$€"[i % 2]}{x.ToString("0.00", CultureInfo.InvariantCulture)}"),
                ("times", day.ToString(i % 7 == 6 ? "dd/MM/yyyy HH:mm" : "dd.MM.yyyy HH:mm", CultureInfo.InvariantCulture)),
                ("day_date", i == 250 ? "20180631" : day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)),
                ("mixed", i % 100 == 0 ? "1,5" : i % 100 == 1 ? "2.5" : random.Next(1000).ToString(CultureInfo.InvariantCulture)),
                ("half", i % 5 < 2 ? "ERR" : random.Next(1000).ToString(CultureInfo.InvariantCulture)),
                ("temperature", i % 50 == 0 ? "-999" : (15 + (10 * random.NextDouble())).ToString("0.0", CultureInfo.InvariantCulture)));
        }

        return inference.Infer(new());
    }

    private static void Observe(SchemaInference inference, params (string Name, string Value)[] row)
    {
        foreach ((string name, string value) in row)
        {
            inference.Observe(inference.Column(name), Encoding.UTF8.GetBytes(value));
        }

        inference.EndRow();
    }
}
