using System.Globalization;
using System.Numerics;
using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Tests.Formats;

public class NumberTextTests
{
    [Fact]
    public void RandomNumbersAreRoundedAsTheFrameworkRoundsThem()
    {
        var random = new Random(11);
        for (int i = 0; i < 400_000; i++)
        {
            string digits = string.Concat(Enumerable.Range(0, random.Next(1, 22)).Select(_ => (char)('0' + random.Next(10))));
            string text = digits.Insert(random.Next(digits.Length + 1), random.Next(3) == 0 ? "" : ".");
            Check($"{(random.Next(2) == 0 ? "-" : "")}{text}{(random.Next(3) == 0 ? $"e{random.Next(-90, 90)}" : "")}");
        }
    }

    [Fact]
    public void DoublesSurviveTheirShortestText()
    {
        var random = new Random(12);
        for (int i = 0; i < 400_000; i++)
        {
            double value = i % 2 == 0 ? random.NextDouble() : BitConverter.Int64BitsToDouble(random.NextInt64());
            if (double.IsFinite(value))
            {
                Check(value.ToString("R", CultureInfo.InvariantCulture));
                Check(value.ToString("E16", CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void NumbersBetweenTwoDoublesGoToTheEvenOne()
    {
        var random = new Random(13);
        for (int i = 0; i < 100_000; i++)
        {
            // (2m + 1) 2^k lies exactly between two doubles; one more or less does not.
            int shift = random.Next(0, 10);
            BigInteger middle = new BigInteger((2UL * ((1UL << 52) + (ulong)random.NextInt64(1L << 52))) + 1) << shift;
            Check(middle.ToString(CultureInfo.InvariantCulture));
            Check((middle + 1).ToString(CultureInfo.InvariantCulture));
            Check((middle - 1).ToString(CultureInfo.InvariantCulture));
            int places = random.Next(1, 5);
            BigInteger scaled = (middle >> shift) * BigInteger.Pow(5, places);
            Check($"{scaled}e-{places}");
        }
    }

    [Theory]
    [InlineData("+5", 5)]
    [InlineData(" -.5 ", -0.5)]
    [InlineData("5.", 5)]
    [InlineData("007", 7)]
    [InlineData("1E+2", 100)]
    [InlineData("-0", -0.0)]
    [InlineData("9007199254740993", 9007199254740992)]
    [InlineData("5e-324", double.Epsilon)]
    [InlineData("1e-400", 0)]
    public void UsualSpellingsAreTaken(string text, double expected)
    {
        Assert.True(NumberText.TryParse(Encoding.UTF8.GetBytes(text), out double value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("+-5")]
    [InlineData("--5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1 2")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e309")]
    [InlineData("12a")]
    public void EverythingElseIsNoNumber(string text) => Assert.False(NumberText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    private static void Check(string text)
    {
        double expected = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        bool isNumber = NumberText.TryParse(Encoding.UTF8.GetBytes(text), out double value);
        Assert.True(isNumber == double.IsFinite(expected), text);
        Assert.True(!isNumber || BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(value),
            $"{text}: {value:R}, not {expected:R}");
    }
}
