using Detector.Commands.Text;

namespace Detector.Tests.Commands.Text;

public class NumbersTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.00001234, "1.23e-5")]
    [InlineData(0.001234567, "0.001235")]
    [InlineData(0.0123456, "0.0123")]
    [InlineData(0.123456, "0.123")]
    [InlineData(1.23456, "1.23")]
    [InlineData(-12.3456, "-12.3")]
    [InlineData(1234.56, "1235")]
    [InlineData(12345678, "1.23e7")]
    [InlineData(double.NaN, "-")]
    public void Digits_that_matter(double number, string text) => Assert.Equal(text, Numbers.Significant(number));

    [Theory]
    [InlineData(0.01, "1 %")]
    [InlineData(0.001, "0.1 %")]
    [InlineData(0.98765, "98.8 %")]
    [InlineData(1, "100 %")]
    [InlineData(0, "0 %")]
    [InlineData(double.NaN, "-")]
    public void Shares(double share, string text) => Assert.Equal(text, Numbers.Percent(share));

    [Theory]
    [InlineData(1, "1 row")]
    [InlineData(0, "0 rows")]
    [InlineData(1234567, "1,234,567 rows")]
    public void Things(long count, string text) => Assert.Equal(text, Numbers.Count(count, "row"));

    [Theory]
    [InlineData(950, "950")]
    [InlineData(12_345, "12.3k")]
    [InlineData(123_456, "123k")]
    [InlineData(1_234_567, "1.2M")]
    public void Rates(double rate, string text) => Assert.Equal(text, Numbers.Short(rate));
}
