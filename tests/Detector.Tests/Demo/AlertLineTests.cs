using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Data.Simulation;
using Detector.Demo;

namespace Detector.Tests.Demo;

public class AlertLineTests
{
    private static readonly Alert Sample = new()
    {
        Id = "a", Stream = "transactions", Key = "c00807", EventTime = new DateTimeOffset(2026, 1, 6, 17, 6, 28, TimeSpan.Zero),
        Score = 9, ResidualScore = 5, DistanceScore = 3, CodeScore = 1,
        ReconstructionError = 1, Threshold = 6, Severity = Severity.Warning,
        ModelVersion = "m", ThresholdVersion = "m", Topic = "t", Partition = 0, Offset = 0,
        Features =
        [
            new("distance_km", "9085.8", "315", 0.5), new("country", "BR", "BR", 0.3),
            new("category", "cash", "grocery", 0.1), new("recurring", "true", "false", 0.1),
        ],
    };

    [Theory]
    [InlineData(119, "distance_km=9085.8 (expected 315)  country=BR")]
    [InlineData(139, "distance_km=9085.8 (expected 315)  country=BR  category=cash (grocery)")]
    [InlineData(int.MaxValue, "distance_km=9085.8 (expected 315)  country=BR  category=cash (grocery)")]
    [InlineData(79, "distance_km=9085.8 (315)")]
    [InlineData(60, "dista…")]
    [InlineData(40, "")]
    public void FeaturesAreSaidWholeWhereTheyFit(int width, string why) =>
        Assert.Equal("Tue 17:06:28  warning   c00807   1.5x  fraud: abroad  " + why,
            AlertLine.Format(Sample, FraudKind.Abroad, width, new Paint(false)));

    [Theory]
    [InlineData(null, null, null, "(usually 0 to 40)", "(0 to 40)")]
    [InlineData(0.002, false, null, "(in 0.2 % of the training rows)", "(0.2 % of the training rows)")]
    [InlineData(0.6, true, "country", "(strange together with country)", "(with country)")]
    [InlineData(0.6, true, null, "", "")]
    public void WhatIsUsualIsSaidInPlaceOfWhatWasExpected(double? share, bool? has, string? partner, string first, string second)
    {
        UsualValues usual = share is null ? new("0", "40", null, false) : new(null, null, share, has!.Value);
        FeatureContribution cause = Sample.Features[0] with { Usual = usual, TogetherWith = partner is null ? null : [partner] };

        Assert.EndsWith(
            $"  distance_km=9085.8 {first}".TrimEnd() + $"  distance_km=9085.8 {second}".TrimEnd(),
            AlertLine.Format(Sample with { Features = [cause, cause] }, FraudKind.Abroad, int.MaxValue, new Paint(false)));
    }

    [Fact]
    public void ColoursTakeNoRoom()
    {
        Alert critical = Sample with { Severity = Severity.Critical };

        string plain = AlertLine.Format(critical, FraudKind.None, 119, new Paint(false));
        string painted = AlertLine.Format(critical, FraudKind.None, 119, new Paint(true));

        Assert.Equal(plain, System.Text.RegularExpressions.Regex.Replace(painted, "\e\\[[0-9;]*m", ""));
        Assert.Contains("\e[1;31mCRITICAL\e[0m", painted);
        Assert.Contains("honest", plain);
    }
}
