using System.Globalization;
using System.Text;
using Detector.Core.Formats;
using Detector.TestKit;

namespace Detector.Core.Tests.Formats;

/// <summary>Times in patterns, held against the framework's reading of the same letters.</summary>
public class TimePatternTests
{
    [Theory]
    [InlineData("dd.MM.yyyy HH:mm")]
    [InlineData("d.M.yyyy H:mm:ss")]
    [InlineData("MM/dd/yyyy hh:mm:ss tt")]
    [InlineData("M/d/yyyy h:mm tt")]
    [InlineData("yyyy/MM/dd")]
    [InlineData("yyyyMMddHHmmss")]
    [InlineData("yyyy-MM-ddTHH:mm:ss.fff zzz")]
    [InlineData("dd/MMM/yyyy:HH:mm:ss zzz")]
    [InlineData("ddd, dd MMM yyyy HH:mm:ss")]
    [InlineData("dd-MM-yy, HH.mm")]
    [InlineData("yyyy年MM月dd日")]
    public void TimesAreReadAsTheFrameworkReadsThem(string format)
    {
        var random = new Random(5);
        TimePattern pattern = Compiled(format);
        bool isShort = format.Contains("yy,", StringComparison.Ordinal);
        (long from, long to) = isShort ? (new DateTime(1969, 1, 2).Ticks, new DateTime(2048, 12, 31).Ticks)
            : (TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay);
        var letters = new CultureInfo("") { Calendar = { TwoDigitYearMax = 2068 } };
        for (int i = 0; i < 5000; i++)
        {
            DateTimeOffset time = new DateTimeOffset(random.NextInt64(from, to), TimeSpan.Zero)
                .ToOffset(TimeSpan.FromMinutes(format.Contains('z') ? random.Next(-14 * 60, 14 * 60) : 0));
            string text = time.ToString(format, letters);
            long expected = DateTimeOffset.ParseExact(text, format, letters, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

            Assert.True(pattern.TryParse(Encoding.UTF8.GetBytes(text), out long ms), text);
            Assert.True(ms == expected, $"{text}: {ms}, not {expected}");
            Assert.True(format.Contains('z') || pattern.Write(ms) == text, text);
        }
    }

    [Theory]
    [InlineData("dd.MM.yyyy HH:mm", " 11.06.2018  00:00 ", "2018-06-11T00:00:00Z")]
    [InlineData("dd.MM.yyyy HH:mm", "1.6.2018 9:05", "2018-06-01T09:05:00Z")]
    [InlineData("d.M.yyyy H:mm", "11.06.2018 09:05", "2018-06-11T09:05:00Z")]
    [InlineData("MM/dd/yyyy", "06/11/2018", "2018-06-11T00:00:00Z")]
    [InlineData("d.M.yy", "1.6.68", "2068-06-01T00:00:00Z")]
    [InlineData("d.M.yy", "1.6.69", "1969-06-01T00:00:00Z")]
    [InlineData("M/d/yyyy h:mm tt", "6/1/2018 12:30 AM", "2018-06-01T00:30:00Z")]
    [InlineData("M/d/yyyy h:mm tt", "6/1/2018 12:30 pm", "2018-06-01T12:30:00Z")]
    [InlineData("MMM d, yyyy", "September 1, 2018", "2018-09-01T00:00:00Z")]
    [InlineData("MMM d, yyyy", "SEPT 1, 2018", "2018-09-01T00:00:00Z")]
    [InlineData("dd/MMM/yyyy:HH:mm:ss zzz", "11/Jun/2018:14:05:00 +0200", "2018-06-11T12:05:00Z")]
    [InlineData("yyyy-MM-dd HH:mm:ss zzz", "2018-06-11 14:05:00 UTC", "2018-06-11T14:05:00Z")]
    [InlineData("yyyy-MM-dd HH:mm:ss.fzzz", "2018-06-11 14:05:00.25Z", "2018-06-11T14:05:00.25Z")]
    [InlineData("H:mm", "7:05", "1970-01-01T07:05:00Z")]
    [InlineData("dd.MM.yyyy", "29.02.2024", "2024-02-29T00:00:00Z")]
    public void TextsMeanOneInstant(string format, string text, string instant)
    {
        Assert.True(Compiled(format).TryParse(Encoding.UTF8.GetBytes(text), out long ms));
        Assert.Equal(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), ms);
    }

    [Theory]
    [InlineData("dd.MM.yyyy", "29.02.2026")]
    [InlineData("yyyyMMdd", "2018611")]
    [InlineData("yyyyMMdd", "201806111")]
    [InlineData("yyyyMMdd", "2018111")]
    [InlineData("yyyyMMddHHmm", "20180611 140")]
    [InlineData("yyyy-MM-dd HHmm", "2018-06-11 905")]
    [InlineData("dd.MM.yyyy", "011.06.2018")]
    [InlineData("dd.MM.yyyy HH:mm", "11.06.2018 9:5")]
    [InlineData("dd.MM.yyyy", "06/11/2018")]
    [InlineData("yyyy年MM月dd日", "2018t06月11日")] // whose last byte is 年's
    [InlineData("dd.MM.yyyy", "11.06.2018 00:00")]
    [InlineData("dd.MM.yyyy", "11.13.2018")]
    [InlineData("dd.MM.yyyy", "00.06.2018")]
    [InlineData("dd.MM.yyyy", "11.06.0000")]
    [InlineData("dd.MM.yyyy", "2018-06-11")]
    [InlineData("dd.MM.yyyy", "1528675200")]
    [InlineData("dd.MM.yyyy", "")]
    [InlineData("dd.MM.yyyy", "11.06.18")]
    [InlineData("dd.MM.yyyy HH:mm", "11.06.2018 24:00")]
    [InlineData("dd.MM.yyyy HH:mm", "11.06.2018 12:60")]
    [InlineData("dd.MM.yyyy HH:mm:ss", "11.06.2018 12:59:60")]
    [InlineData("dd.MM.yyyy HH:mm", "11.06.201812:59")]
    [InlineData("HH:mm:ss.f", "12:59:00.")]
    [InlineData("ddd d MMM yyyy", "Mo 11 Jun 2018")]
    [InlineData("d MMM yyyy", "1 Janu 2018")]
    [InlineData("dd.MM.yyyy h:mm tt", "11.06.2018 13:00 PM")]
    [InlineData("dd.MM.yyyy h:mm tt", "11.06.2018 0:00 AM")]
    [InlineData("dd.MM.yyyy h:mm tt", "11.06.2018 1:00 XM")]
    [InlineData("d MMM yyyy", "1 Juni 2018")]
    [InlineData("d MMM yyyy", "1 Ju 2018")]
    [InlineData("yyyy-MM-dd HH:mm zzz", "2018-06-11 14:05 ")]
    [InlineData("yyyy-MM-dd HH:mm zzz", "2018-06-11 14:05 CET")]
    [InlineData("yyyy-MM-dd HH:mm zzz", "0001-01-01 00:00 +14:00")]
    public void OtherTextsAreNoTimes(string format, string text) =>
        Assert.False(Compiled(format).TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("DD.MM.YYYY", "\"DD\" is no part of a time's pattern")]
    [InlineData("dd.mm.YYYY", "\"YYYY\" is no part of a time's pattern")]
    [InlineData("dd.MM.yyyy hh:mm", "h goes with tt (AM or PM); H counts to 23")]
    [InlineData("dd.MM.yyyy HH:mm tt", "h goes with tt (AM or PM); H counts to 23")]
    [InlineData("dd.MM.yyyy HH:hh tt", "it has both H and h")]
    [InlineData("dd.MM.yyyy HH:MM", "\"M\" is there twice")]
    [InlineData("MM.yyyy", "it tells neither year, month and day nor the hour")]
    [InlineData("", "it tells neither year, month and day nor the hour")]
    [InlineData("dd.MM.yyyy 'at' HH", "\"'\" is no part of a time's pattern")]
    [InlineData("HH:mm:ssZ", "\"Z\" is no part of a time's pattern")]
    public void AWrongPatternSaysWhy(string format, string problem)
    {
        Assert.Null(TimePattern.Compile(format, out string said));
        Assert.StartsWith(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void OneLetterIsAPatternToo() => Assert.Equal("5", Compiled("H").Write(5 * 3_600_000));

    [Fact]
    public void NothingIsAllocated()
    {
        TimePattern pattern = Compiled("dd. MMM yyyy h:mm:ss.f tt zzz");
        byte[] text = "11. June 2018 2:05:06.75 PM +02:00"u8.ToArray();
        pattern.TryParse(text, out long ms);
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                pattern.TryParse(text, out ms);
            }
        }));
        Assert.Equal(new DateTimeOffset(2018, 6, 11, 12, 5, 6, 750, TimeSpan.Zero).ToUnixTimeMilliseconds(), ms);
    }

    [Fact]
    public void RandomBytesDoNotThrow()
    {
        var random = new Random(6);
        TimePattern[] patterns = [Compiled("dd. MMM yy h:mm:ss.f tt zzz"), Compiled("yyyyMMddHHmm"), Compiled("d/M/yyyy")];
        string[] parts = ["1", "12", "2018", "/", ".", ":", " ", "Jun", "PM", "+02", "Z", "\0", "é", "é"[..1]];
        for (int i = 0; i < 100_000; i++)
        {
            byte[] text = Encoding.UTF8.GetBytes(
                string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)])));
            foreach (TimePattern pattern in patterns)
            {
                Assert.True(!pattern.TryParse(text.AsSpan(0, random.Next(text.Length + 1)), out long ms) || EventTime.IsValid(ms));
            }
        }
    }

    private static TimePattern Compiled(string format) =>
        TimePattern.Compile(format, out string problem) ?? throw new ArgumentException(problem);
}
