using System.Globalization;
using System.Text;
using System.Text.Json;
using Detector.Core.Alerts;
using Detector.Core.Scoring;

namespace Detector.Core.Tests.Alerts;

public sealed class AlertJsonTests
{
    private static readonly Alert Sample = new()
    {
        Id = "0166d2d3ca4b846ac81af40540cc9c89",
        Stream = "cards",
        Key = "card-1",
        EventTime = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        Score = 12.5,
        ResidualScore = 10.25,
        DistanceScore = 0,
        NeighbourScore = 1.5,
        CodeScore = 2.25,
        ReconstructionError = 0.1,
        Threshold = 3.5,
        Severity = Severity.Critical,
        ModelVersion = "v1",
        ThresholdVersion = "t1",
        Topic = "transactions",
        Partition = 3,
        Offset = 41,
        Features = [new FeatureContribution("amount", "9999.99", "12.5", 0.75)],
    };

    [Fact]
    public void IsWhatReadersRelyOn()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.ReadOnly(new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } });
            Assert.Equal(
                """
                {"id":"0166d2d3ca4b846ac81af40540cc9c89","stream":"cards","key":"card-1","eventTime":"2023-11-14T22:13:20.123+00:00",
                "score":12.5,"residualScore":10.25,"distanceScore":0,"neighbourScore":1.5,"codeScore":2.25,"reconstructionError":0.1,
                "threshold":3.5,"severity":"critical","modelVersion":"v1","thresholdVersion":"t1","topic":"transactions",
                "partition":3,"offset":41,"features":[{"name":"amount","value":"9999.99","expected":"12.5","share":0.75}]}
                """.ReplaceLineEndings(""),
                JsonSerializer.Serialize(Sample, AlertJson.Default.Alert));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("\"stream\":\"cards\"", "\"stream\":null")]
    [InlineData("\"id\":\"0166d2d3ca4b846ac81af40540cc9c89\",", "")]
    [InlineData("\"features\":[", "\"features\":[null,")]
    [InlineData("\"features\":[{", "\"features\":[{\"togetherWith\":[null],")]
    [InlineData("\"name\":\"amount\"", "\"name\":null")]
    [InlineData("\"offset\":41", "\"offset\":41,\"parts\":[null]")]
    [InlineData("\"offset\":41", "\"offset\":41,\"frame\":{\"words\":\"x\",\"boxes\":[null]}")]
    [InlineData("\"offset\":41", "\"offset\":41,\"frame\":{\"words\":\"x\",\"boxes\":null}")]
    [InlineData("\"offset\":41", "\"offset\":41,\"included\":{\"x\":null}")]
    [InlineData("\"severity\":\"critical\"", "\"severity\":\"awful\"")]
    [InlineData("{\"id\"", "[{\"id\"")]
    public void WhatOthersWriteToTheTopicIsNoAlert(string part, string other)
    {
        string json = JsonSerializer.Serialize(Sample, AlertJson.Default.Alert);
        Assert.Equal(Sample.Id, AlertJson.Parse(Encoding.UTF8.GetBytes(json))!.Id);
        Assert.Contains(part, json, StringComparison.Ordinal);
        Assert.Null(AlertJson.Parse(Encoding.UTF8.GetBytes(json.Replace(part, other, StringComparison.Ordinal))));
        Assert.Null(AlertJson.Parse("null"u8));
    }

    [Fact]
    public void AKeyThatIsMissingIsLeftOut() =>
        Assert.DoesNotContain("\"key\"", JsonSerializer.Serialize(Sample with { Key = null }, AlertJson.Default.Alert),
            StringComparison.Ordinal);

    [Fact]
    public void WhatTheMessageItselfHasIsNotInTheBody() => Assert.Equal(
        JsonSerializer.Serialize(Sample, AlertJson.Default.Alert),
        JsonSerializer.Serialize(Sample with { KeyBytes = [1], TimestampMs = 7 }, AlertJson.Default.Alert));

    [Fact]
    public void TheStepOfASequenceIsTold() =>
        Assert.Contains(
            "\"share\":0.75,\"stepsBack\":2}",
            JsonSerializer.Serialize(Sample with { Features = [Sample.Features[0] with { StepsBack = 2 }] }, AlertJson.Default.Alert),
            StringComparison.Ordinal);

    [Fact]
    public void AScoresPartsAreToldInWordsTheLargestFirst()
    {
        var scores = new BatchScores(2);
        (scores.Residual[1], scores.Distance[1], scores.Code[1]) = (1.5f, float.PositiveInfinity, 0);

        Assert.Contains(
            """
            "parts":[{"name":"distance","value":"Infinity","words":"far out"},{"name":"residual","value":1.5,"words":"rebuilt badly"}]
            """, JsonSerializer.Serialize(Sample with { Parts = scores.Parts(1) }, AlertJson.Default.Alert), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsUsualIsToldBesideACauseAndReadBack()
    {
        Alert alert = Sample with
        {
            Features =
            [
                Sample.Features[0] with { Usual = new("3", "60", null, false) },
                Sample.Features[0] with { Usual = new(null, null, 0.25, true), TogetherWith = ["country"] },
            ],
        };
        string json = JsonSerializer.Serialize(alert, AlertJson.Default.Alert);

        Assert.Contains(
            """
            "share":0.75,"usual":{"from":"3","to":"60","has":false},"why":"usually 3 to 60"},
            """, json, StringComparison.Ordinal);
        Assert.Contains(
            """
            "usual":{"share":0.25,"has":true},"togetherWith":["country"],
            "why":"usual by itself (25 % of the training rows), strange together with country"}
            """.ReplaceLineEndings(""), json, StringComparison.Ordinal);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, AlertJson.Default.Alert)!, AlertJson.Default.Alert));
    }

    [Theory]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    public void NumbersThatJsonHasNoFormForAreTexts(double number, string text)
    {
        Alert alert = Sample with { Score = number, ResidualScore = number,
            Threshold = number, Features = [new FeatureContribution("a", "1", "2", number)] };
        string json = JsonSerializer.Serialize(alert, AlertJson.Default.Alert);

        Assert.Contains($"\"score\":{text},\"residualScore\":{text},", json, StringComparison.Ordinal);
        Assert.Contains($"\"share\":{text}}}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void HalfACharacterIsReplacedAndNeverThrows()
    {
        foreach (string text in new[] { "\ud800", "a\udc00b", "\udc00\ud800" })
        {
            Alert alert = Sample with { Key = text, Stream = text, Topic = text,
                Features = [new FeatureContribution(text, text, text, 1)] };
            using JsonDocument json = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(alert, AlertJson.Default.Alert));

            Assert.Contains("\ufffd", json.RootElement.GetProperty("key").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void IsReadBackAsItWas()
    {
        Alert back = JsonSerializer.Deserialize(JsonSerializer.Serialize(Sample, AlertJson.Default.Alert), AlertJson.Default.Alert)!;
        Assert.Equal(Sample.Features, back.Features);
        Assert.Equal(Sample, back with { Features = Sample.Features });
    }
}
