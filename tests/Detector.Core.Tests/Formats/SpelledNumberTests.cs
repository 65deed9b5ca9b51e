using System.Globalization;
using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.TestKit;

namespace Detector.Core.Tests.Formats;

/// <summary>Numbers as people write them, each text with one meaning in a spelling or none.</summary>
public class SpelledNumberTests
{
    [Theory]
    [InlineData(NumberSpelling.Point, ".", ",")]
    [InlineData(NumberSpelling.Point, ".", "'")]
    [InlineData(NumberSpelling.Point, ".", "’")]
    [InlineData(NumberSpelling.Comma, ",", ".")]
    [InlineData(NumberSpelling.Comma, ",", " ")]
    [InlineData(NumberSpelling.Comma, ",", "\u00A0")]
    [InlineData(NumberSpelling.Comma, ",", "\u202F")]
    [InlineData(NumberSpelling.Comma, ",", "\u2009")]
    [InlineData(NumberSpelling.Comma, ",", "")]
    public void WhatTheFrameworkWritesIsReadBackExactly(NumberSpelling spelling, string mark, string group)
    {
        var random = new Random(21);
        var format = new NumberFormatInfo { NumberDecimalSeparator = mark, NumberGroupSeparator = group, NegativeSign = "−" };
        var number = new SpelledNumber(spelling, null);
        for (int i = 0; i < 20_000; i++)
        {
            int decimals = random.Next(6);
            decimal value = Math.Round((decimal)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(14))), decimals);
            string text = value.ToString($"N{decimals}", format);

            Assert.True(Parse(number, text, out double read), text);
            Assert.True(read == double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
                $"{text}: {read}");
        }
    }

    [Theory]
    [InlineData("1,234", 1234)]
    [InlineData("1,234,567.5", 1234567.5)]
    [InlineData("12,34,567.5", 1234567.5)]
    [InlineData("1,00,00,000", 10000000)]
    [InlineData("999.5", 999.5)]
    [InlineData("1234.5", 1234.5)]
    [InlineData(" 007. ", 7)]
    [InlineData(".5", 0.5)]
    [InlineData("1.5e-3", 0.0015)]
    [InlineData("+5", 5)]
    [InlineData("- 5", -5)]
    [InlineData("−5", -5)]
    [InlineData("5-", -5)]
    [InlineData("5−", -5)]
    [InlineData("(12.50)", -12.5)]
    [InlineData("( 1,234 )", -1234)]
    [InlineData("\u00A05\u202F", 5)]
    [InlineData("12,5", double.NaN)]
    [InlineData("1,23", double.NaN)]
    [InlineData("0,123", double.NaN)]
    [InlineData("1234,567", double.NaN)]
    [InlineData("1,234,56", double.NaN)]
    [InlineData("1,23,45", double.NaN)]
    [InlineData("123,45,678", double.NaN)]
    [InlineData("1,23,456,789", double.NaN)]
    [InlineData("1,2345,678", double.NaN)]
    [InlineData("1 23 456", double.NaN)]
    [InlineData("1'23'456", double.NaN)]
    [InlineData("1,234'567", double.NaN)]
    [InlineData("1.234,567", double.NaN)]
    [InlineData("1.234.567", double.NaN)]
    [InlineData("1,,234", double.NaN)]
    [InlineData(",234", double.NaN)]
    [InlineData("1,", double.NaN)]
    [InlineData("1 23", double.NaN)]
    [InlineData("(-5)", double.NaN)]
    [InlineData("-(5)", double.NaN)]
    [InlineData("-5-", double.NaN)]
    [InlineData("--5", double.NaN)]
    [InlineData("+-5", double.NaN)]
    [InlineData("(5", double.NaN)]
    [InlineData("()", double.NaN)]
    [InlineData("-", double.NaN)]
    [InlineData("", double.NaN)]
    [InlineData(".", double.NaN)]
    [InlineData("5 €", double.NaN)]
    [InlineData("5 %", double.NaN)]
    [InlineData("1e999", double.NaN)]
    [InlineData("١٢", double.NaN)]
    public void WithAPointACommaOnlyGroups(string text, double expected) => Check(new(NumberSpelling.Point, null), text, expected);

    [Theory]
    [InlineData("12,5", 12.5)]
    [InlineData("0,123", 0.123)]
    [InlineData("1,234", 1.234)]
    [InlineData("1.234", 1234)]
    [InlineData("1.234.567", 1234567)]
    [InlineData("1.234,56", 1234.56)]
    [InlineData("1 234,56", 1234.56)]
    [InlineData("1234,", 1234)]
    [InlineData(",5", 0.5)]
    [InlineData("1,5E+03", 1500)]
    [InlineData("12", 12)]
    [InlineData("12.5", double.NaN)]
    [InlineData("0.123", double.NaN)]
    [InlineData("1.2345", double.NaN)]
    [InlineData("1,234,567", double.NaN)]
    [InlineData("1,234.56", double.NaN)]
    [InlineData("1.234.56", double.NaN)]
    [InlineData("1,5.5", double.NaN)]
    public void WithACommaAPointOnlyGroups(string text, double expected) => Check(new(NumberSpelling.Comma, null), text, expected);

    [Theory]
    [InlineData("€", "€ 12,50", 12.5)]
    [InlineData("€", "12,50€", 12.5)]
    [InlineData("€", "12,50\u00A0€", 12.5)]
    [InlineData("€", "-€12,50", -12.5)]
    [InlineData("€", "€-12,50", -12.5)]
    [InlineData("€", "€(12,50)", -12.5)]
    [InlineData("€", "(€ 12,50)", -12.5)]
    [InlineData("€", "12,50- €", -12.5)]
    [InlineData("€", "12,50", double.NaN)]
    [InlineData("€", "$12,50", double.NaN)]
    [InlineData("€", "€€ 12,50", double.NaN)]
    [InlineData("€", "€12,50€", double.NaN)]
    [InlineData("€", "€", double.NaN)]
    [InlineData("€", "(€)", double.NaN)]
    [InlineData("%", "12,5 %", 12.5)]
    [InlineData("%", "12,5%", 12.5)]
    [InlineData("%", "0,125", double.NaN)]
    [InlineData("kr.", "1.234,50 kr.", 1234.5)]
    [InlineData("km/h", "85 km/h", 85)]
    public void AUnitStandsBesideEachNumberOnce(string unit, string text, double expected) =>
        Check(new(NumberSpelling.Comma, unit), text, expected);

    [Theory]
    [InlineData(NumberSpelling.Point, null, "1234.5")]
    [InlineData(NumberSpelling.Comma, null, "1234,5")]
    [InlineData(NumberSpelling.Comma, "€", "1234,5 €")]
    public void WhatIsWrittenIsInTheSpelling(NumberSpelling spelling, string? unit, string text)
    {
        var number = new SpelledNumber(spelling, unit);
        Assert.Equal(text, number.Write("1234.5"));
        Check(number, text, 1234.5);
    }

    [Fact]
    public void ANumberHas128CharactersAtMost()
    {
        Check(new(NumberSpelling.Comma, null), new string('0', 127) + "7", 7);
        Check(new(NumberSpelling.Comma, null), new string('0', 128) + "7", double.NaN);
    }

    [Fact]
    public void WhereThePointIsTheDecimalMarkPlainNumbersAreWhatTheyAre()
    {
        var random = new Random(22);
        var number = new SpelledNumber(NumberSpelling.Point, null);
        for (int i = 0; i < 50_000; i++)
        {
            double value = i % 2 == 0 ? random.NextDouble() * 1e6 : BitConverter.Int64BitsToDouble(random.NextInt64());
            string text = value.ToString(i % 3 == 0 ? "E16" : "R", CultureInfo.InvariantCulture);
            Assert.Equal(double.IsFinite(value), Parse(number, text, out double read));
            Assert.True(!double.IsFinite(value) || read == value, text);
        }
    }

    [Fact]
    public void RandomBytesNeitherThrowNorMeanTwoThings()
    {
        var random = new Random(23);
        string[] parts = ["1", "23", "456", "0", ".", ",", "'", "’", " ", "\u00A0", "-", "−", "+", "(", ")", "€", "%", "e", "\0", "é"];
        SpelledNumber[] numbers = [new(NumberSpelling.Point, null), new(NumberSpelling.Comma, null), new(NumberSpelling.Comma, "€")];
        for (int i = 0; i < 200_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => parts[random.Next(parts.Length)]));
            foreach (SpelledNumber number in numbers)
            {
                // What has no digit is no number; what is one ends with a digit, a mark, a sign, a bracket, a space or its unit.
                Assert.True(!Parse(number, text, out double value) || (text.Any(char.IsAsciiDigit) && double.IsFinite(value)), text);
                Assert.True(number == numbers[2] || !text.Contains('€') || double.IsNaN(value), text);
            }
        }

        Assert.False(Parse(numbers[0], new string('1', 10_000), out _));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var number = new SpelledNumber(NumberSpelling.Comma, "€");
        byte[] text = Encoding.UTF8.GetBytes("−1.234.567,89 €");
        number.TryParse(text, out double value);
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                number.TryParse(text, out value);
            }
        }));
        Assert.Equal(-1234567.89, value);
    }

    private static void Check(SpelledNumber number, string text, double expected)
    {
        Assert.Equal(double.IsFinite(expected), Parse(number, text, out double value));
        Assert.Equal(expected, value);
    }

    private static bool Parse(SpelledNumber number, string text, out double value) =>
        number.TryParse(Encoding.UTF8.GetBytes(text), out value);
}
