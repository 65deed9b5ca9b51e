using Detector.Models.Reports;

namespace Detector.Models.Tests.Reports;

public class ScaleTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(1.23456, "1.235")]
    [InlineData(12345.6, "12,346")]
    [InlineData(-20000, "-20,000")]
    [InlineData(0.00001, "0.00001")]
    [InlineData(0.000012346, "0.00001235")]
    [InlineData(1234567, "1.235M")]
    [InlineData(2e9, "2G")]
    [InlineData(5e-7, "5·10⁻⁷")]
    [InlineData(3e20, "3·10²⁰")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void FiguresAreInPlainDigits(double value, string text) => Assert.Equal(text, Scale.Text(value));

    [Theory]
    [InlineData(0.0, "0 %")]
    [InlineData(0.0001, "under 0.1 %")]
    [InlineData(0.1234, "12.3 %")]
    [InlineData(1.0, "100 %")]
    public void SharesAreInPerCent(double share, string text) => Assert.Equal(text, Scale.Percent(share));

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(0, 0.00004, false)]
    [InlineData(-30000, 20000, false)]
    [InlineData(12345.1, 12345.9, false)]
    [InlineData(0, 3e-7, false)]
    [InlineData(0, 7.7e8, false)]
    [InlineData(-1e16, 1e16, false)]
    [InlineData(0.5, 2, true)]
    [InlineData(0.5, 90_000, true)]
    [InlineData(2.1, 11, true)]
    [InlineData(1e-6, 1e7, true)]
    public void AnAxisHasAFewTicksEachWithAPlainTextOfItsOwn(double from, double to, bool log)
    {
        var scale = new Scale(from, to, 0, 100, log);
        double[] ticks = [.. scale.Ticks()];
        string[] texts = [.. ticks.Select(scale.Label)];

        Assert.InRange(ticks.Length, 2, 7);
        Assert.Equal(texts.Length, texts.Distinct().Count());
        Assert.All(texts, text => Assert.InRange(text.Length, 1, 9));
        Assert.DoesNotContain(texts, text => text.Contains('E', StringComparison.OrdinalIgnoreCase));
    }
}
