using System.Globalization;
using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Tests.Formats;

public class InstantTextTests
{
    [Fact]
    public void IsoTextsMeanWhatTheFrameworkSays()
    {
        var random = new Random(4);
        string[] formats =
        [
            "yyyy-MM-ddTHH:mm:ss.fffffffzzz", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-ddTHH:mm", "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss.fff", "yyyy-MM-ddTHH:mm:ss.fzzz", "yyyy-MM-ddTHH:mm:sszz",
        ];
        for (int i = 0; i < 20_000; i++)
        {
            var time = new DateTimeOffset(
                random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), TimeSpan.Zero);
            string text = time.ToOffset(TimeSpan.FromMinutes(random.Next(-14 * 60, 14 * 60)))
                .ToString(formats[i % formats.Length], CultureInfo.InvariantCulture);
            long expected = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                .ToUnixTimeMilliseconds();

            Assert.True(InstantText.TryParse(Encoding.UTF8.GetBytes(text), out long ms), text);
            Assert.True(ms == expected, $"{text}: {ms}, not {expected}");
        }
    }

    [Theory]
    [InlineData("1769860800", 1769860800000)]
    [InlineData("1769860800.25", 1769860800250)]
    [InlineData("1769860800250", 1769860800250)]
    [InlineData("1769860800250999", 1769860800250)]
    [InlineData("1769860800250499999", 1769860800250)]
    [InlineData("-1.5", -1500)]
    [InlineData("0", 0)]
    [InlineData("-62135596800", -62135596800000)]
    [InlineData("253402300799999", 253402300799)]
    public void NumbersAreUnixTimesByTheirSize(string text, long expected)
    {
        Assert.True(InstantText.TryParse(Encoding.UTF8.GetBytes(text), out long ms));
        Assert.Equal(expected, ms);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("0000-01-01")]
    [InlineData("2026-01-31T24:00:00")]
    [InlineData("2026-01-31T12:60:00Z")]
    [InlineData("2026-01-31T12:00:00.Z")]
    [InlineData("2026-01-31T12:00:00+01:")]
    [InlineData("2026-01-31T12:00:00+15:00")]
    [InlineData("2026-01-31T12:00:00 CET")]
    [InlineData("2026-01-31T")]
    [InlineData("2026-01-31x12:00:00")]
    [InlineData("31.01.2026")]
    [InlineData("1e300")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("-62135596801")]
    [InlineData("-99999999999999")]
    [InlineData("-9.9e19")]
    public void OtherTextsAreNoInstants(string text) => Assert.False(InstantText.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
