using System.Globalization;
using System.Numerics;
using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Tests.Formats;

public class CanonicalNumberTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("1.0", "1")]
    [InlineData("1e0", "1")]
    [InlineData("100e-2", "1")]
    [InlineData("0.01E+2", "1")]
    [InlineData("-0", "0")]
    [InlineData("-0.00e7", "0")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("5e-1", "0.5")]
    [InlineData("12.5e-4", "0.00125")]
    [InlineData("12e3", "12000")]
    [InlineData("123.45e1", "1234.5")]
    [InlineData("9007199254740993.0", "9007199254740993")]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    public void SpellingsOfANumberBecomeOne(string text, string expected) => Assert.Equal(expected, Of(text));

    // A code with a leading zero or a plus is a code; what JSON takes for no number is a text.
    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("01")]
    [InlineData("01.0")]
    [InlineData("00")]
    [InlineData("-01")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.5.0")]
    [InlineData("1.0 ")]
    [InlineData(" 1.0")]
    [InlineData("1.0x")]
    [InlineData("1e5e5")]
    [InlineData("1,0")]
    [InlineData("NaN")]
    [InlineData("12AB")]
    [InlineData("1e300")]
    [InlineData("1e-99999999999999999999")]
    public void OtherTextsStayAsTheyAre(string text) => Assert.Equal(text, Of(text));

    [Fact]
    public void NumbersAreEqualExactlyWhereTheirValuesAre()
    {
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++)
        {
            (string text, BigInteger value) = Number(random);
            (string other, BigInteger otherValue) = Number(random);

            Assert.True((Of(text) == Of(other)) == (value == otherValue), $"{text} -> {Of(text)}, {other} -> {Of(other)}");
            Assert.Equal(Of(text), Of(Of(text)));
            Assert.Equal(CategoryToken.Of(Encoding.UTF8.GetBytes(text)), CategoryToken.Of(Encoding.UTF8.GetBytes(Of(text))));
        }
    }

    // A few digits, and what they are times ten to the twentieth.
    private static (string Text, BigInteger Value) Number(Random random)
    {
        int whole = random.Next(4) == 0 ? random.Next(2000) : random.Next(3);
        string fraction = new([.. Enumerable.Range(0, random.Next(4)).Select(_ => (char)('0' + random.Next(2)))]);
        int exponent = random.Next(-9, 10);
        bool negative = random.Next(2) == 0;
        BigInteger value = BigInteger.Parse(whole.ToString(CultureInfo.InvariantCulture) + fraction,
            CultureInfo.InvariantCulture) * BigInteger.Pow(10, 20 - fraction.Length + exponent);
        string text = (negative ? "-" : "") + whole.ToString(CultureInfo.InvariantCulture) + (fraction.Length > 0 ? "." + fraction : "")
            + (exponent != 0 || random.Next(2) == 0 ? $"e{exponent.ToString(CultureInfo.InvariantCulture)}" : "");
        return (text, negative ? -value : value);
    }

    private static string Of(string text) => Encoding.UTF8.GetString(CanonicalNumber.Of(Encoding.UTF8.GetBytes(text),
        new byte[CanonicalNumber.Longest]));
}
