using System.ComponentModel.DataAnnotations;
using Detector.Settings;
using Microsoft.Extensions.Configuration;

namespace Detector.Tests.Settings;

public class SettingsBinderTests
{
    [Fact]
    public void Every_kind_of_value_is_bound()
    {
        Sample sample = Bind(
            ("Whole", "-7"), ("Big", "9000000000"), ("Fraction", "1.5e-3"),
            ("Flag", "TRUE"), ("Maybe", "4"), ("Day", "friday"), ("Wait", "1.5s"),
            ("Widths:0", "3"), ("Widths:1", "2"), ("Names:0", "a"), ("Extra:ssl.ca.location", "/x"),
            ("Extra:b", "c"), ("Inner:Must", "m"), ("Optional:Must", "n"));

        Assert.Equal((-7, 9_000_000_000L, 0.0015, true, 4, DayOfWeek.Friday),
            (sample.Whole, sample.Big, sample.Fraction, sample.Flag, sample.Maybe, sample.Day));
        Assert.Equal(TimeSpan.FromSeconds(1.5), sample.Wait);
        Assert.Equal([3, 2], sample.Widths);
        Assert.Equal(["a"], sample.Names);
        Assert.Equal(new Dictionary<string, string> { ["ssl.ca.location"] = "/x", ["b"] = "c" }, sample.Extra);
        Assert.Equal("m", sample.Inner.Must);
        Assert.Equal("n", sample.Optional!.Must);
    }

    [Fact]
    public void What_is_not_named_keeps_its_default_and_a_shared_default_is_not_written_to()
    {
        Sample sample = Bind(("Inner:Must", "m"), ("Inner:Count", "6"));

        Assert.Equal([64, 32], sample.Widths);
        Assert.Null(sample.Optional);
        Assert.Equal(("m", 6), (sample.Inner.Must, sample.Inner.Count));
        Assert.Equal(("", 5), (Inner.Default.Must, Inner.Default.Count));
    }

    [Fact]
    public void A_default_record_that_lacks_what_must_be_given_is_an_error()
    {
        Assert.Equal(["S:Inner:Must: is missing"], Errors());
    }

    [Fact]
    public void Null_clears_what_may_be_null_and_is_an_error_elsewhere()
    {
        Assert.Null(Bind(("Maybe", null), ("Inner:Must", "m")).Maybe);
        Assert.Equal(["S:Whole: must not be null; leave it out to keep the default"], Errors(("Whole", null), ("Inner:Must", "m")));
    }

    [Fact]
    public void A_record_may_judge_itself_once_its_parts_are_sound()
    {
        Assert.Equal(["S:Inner:Count: is more than Must has letters"], Errors(("Inner:Must", "four"), ("Inner:Count", "9")));
        Assert.Equal(["S:Inner:Count: expected a whole number, not 'nine'"], Errors(("Inner:Must", "four"), ("Inner:Count", "nine")));
    }

    [Theory]
    [InlineData("Whole", "3000000000", "expected a whole number from -2147483648 to 2147483647, not '3000000000'")]
    [InlineData("Few", "2147483648", "must be between 1 and 256, not 2147483648")]
    [InlineData("Few", "two", "expected a whole number, not 'two'")]
    [InlineData("Fraction", "NaN", "expected a number, not 'NaN'")]
    [InlineData("Day", "5", "expected one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, not '5'")]
    [InlineData("Share", "0", "must be greater than 0 and at most 1, not 0")]
    [InlineData("Least", "-1", "must be at least 0, not -1")]
    [InlineData("Wait", "2d", "must be between 1ms and 1min, not 2d")]
    [InlineData("Whole:x", "1", "expected a whole number, not an object or a list")]
    [InlineData("Widths", "3", "expected a list, not '3'")]
    [InlineData("Widths:1", "x", "expected a whole number, not 'x'")]
    public void A_wrong_value_is_named_with_what_was_expected(string key, string value, string message)
    {
        string path = key.Replace(":x", "");
        Assert.Equal([$"S:{path}: {message}"], Errors((key, value), ("Inner:Must", "m")));
    }

    private static Sample Bind(params (string Key, string? Value)[] values)
    {
        (Sample sample, List<SettingsError> errors) = Read(values);
        Assert.Empty(errors);
        return sample;
    }

    private static IEnumerable<string> Errors(params (string Key, string? Value)[] values) =>
        Read(values).Errors.Select(e => e.ToString());

    private static (Sample Sample, List<SettingsError> Errors) Read((string Key, string? Value)[] values)
    {
        var errors = new List<SettingsError>();
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.ToDictionary(v => "S:" + v.Key, v => v.Value))
            .Build();
        return (new SettingsBinder(errors).Bind<Sample>(configuration.GetSection("S")), errors);
    }

    internal sealed record Sample
    {
        public int Whole { get; init; } = 1;

        public long Big { get; init; }

        public double Fraction { get; init; }

        public bool Flag { get; init; }

        public int? Maybe { get; init; } = 2;

        public DayOfWeek Day { get; init; }

        [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
        public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

        [Range(0.0, 1.0, MinimumIsExclusive = true)]
        public double Share { get; init; } = 0.5;

        [Range(0, int.MaxValue)]
        public int Least { get; init; }

        [Range(1, 256)]
        public int? Few { get; init; }

        public int[] Widths { get; init; } = [64, 32];

        public IReadOnlyList<string> Names { get; init; } = [];

        public Dictionary<string, string> Extra { get; init; } = [];

        public Inner Inner { get; init; } = Inner.Default;

        public Inner? Optional { get; init; }
    }

    internal sealed record Inner : IValidatableObject
    {
        public static readonly Inner Default = new();

        [Required]
        public string Must { get; init; } = "";

        public int Count { get; init; } = 5;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Must.Length > 1 && Count > Must.Length)
            {
                yield return new ValidationResult("is more than Must has letters", [nameof(Count)]);
            }
        }
    }
}
