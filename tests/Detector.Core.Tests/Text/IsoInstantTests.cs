using Detector.Core.Text;

namespace Detector.Core.Tests.Text;

public sealed class IsoInstantTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(1_769_860_800.999, "2026-01-31T12:00:00Z")]
    [InlineData(-0.5, "1969-12-31T23:59:59Z")]
    [InlineData(-62_135_596_800, "0001-01-01T00:00:00Z")]
    [InlineData(-62_135_596_801, null)]
    [InlineData(253_402_300_799, "9999-12-31T23:59:59Z")]
    [InlineData(253_402_300_800, null)]
    [InlineData(double.NaN, null)]
    [InlineData(double.NegativeInfinity, null)]
    public void SecondsAreWhole(double seconds, string? text) => Assert.Equal(text, IsoInstant.OfSeconds(seconds));

    [Theory]
    [InlineData(1_769_860_800_500, "2026-01-31T12:00:00.500Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    [InlineData(253_402_300_799_999, "9999-12-31T23:59:59.999Z")]
    [InlineData(253_402_300_800_000, null)]
    [InlineData(long.MinValue, null)]
    public void MillisecondsHaveThreeDigits(long ms, string? text) => Assert.Equal(text, IsoInstant.OfMilliseconds(ms));
}
