using Detector.Settings;

namespace Detector.Tests.Settings;

public class DurationTests
{
    [Theory]
    [InlineData("5ms", 5)]
    [InlineData("1.5s", 1500)]
    [InlineData("10 min", 600_000)]
    [InlineData("2m", 120_000)]
    [InlineData("3H", 10_800_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("0s", 0)]
    [InlineData("00:00:00.005", 5)]
    [InlineData("1.00:00:00", 86_400_000)]
    public void A_span_is_read(string text, double milliseconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan value));
        Assert.Equal(milliseconds, value.TotalMilliseconds);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("ms")]
    [InlineData("")]
    [InlineData("5 parsecs")]
    [InlineData("1e300d")]
    [InlineData("nans")]
    [InlineData("a:b")]
    public void What_is_no_span_or_has_no_unit_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("5ms")]
    [InlineData("1.5s")]
    [InlineData("90s", "1.5min")]
    [InlineData("10min")]
    [InlineData("2h")]
    [InlineData("7d")]
    [InlineData("0s")]
    public void A_span_is_written_so_that_it_reads_back(string text, string? same = null)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan value));
        string written = Duration.Format(value);
        Assert.True(written == text || same is not null, written);
        Assert.True(Duration.TryParse(written, out TimeSpan again));
        Assert.Equal(value, again);
    }
}
