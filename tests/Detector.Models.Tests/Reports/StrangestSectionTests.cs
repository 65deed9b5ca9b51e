using System.Xml.Linq;
using Detector.Core.Alerts;
using Detector.Core.Scoring;
using Detector.Models.Reports;
using Detector.Models.Tests.Training;
using Detector.Models.Training;
using static Detector.Models.Tests.Reports.ReportPage;

namespace Detector.Models.Tests.Reports;

public class StrangestSectionTests
{
    private static readonly Lazy<TrainedModel> Trained = new(() => StrangeRowsTests.Train(1));

    [Fact]
    public void TheStrangestRowsFollowTheVerdictWithScorePlaceKeyTimeAndCause()
    {
        TrainedModel model = Trained.Value;
        var page = new ReportPage(model);
        ReportPage.Section section = page["The strangest rows"];
        XElement[] rows = [.. section.Find("tr", "which")];

        Assert.Equal(["The strangest rows", "What made the scores", "Fields", "Model", "Learning curve"],
            page.All.Where(e => e.Name == "h2").Take(5).Select(e => e.Value));
        Assert.Equal(
            model.Strangest.Select(row => $"{Scale.Text(row.Score)}|row {row.Number}|k{row.Number - 1}|"
                + $"1970-01-01 {TimeSpan.FromSeconds(row.Number):hh\\:mm\\:ss}"),
            rows.Select(row => string.Join('|', row.Elements("td").Select(cell => cell.Value))));
        Assert.Equal(model.Strangest.Select(row => row.Score > model.Threshold.Value),
            rows.Select(row => Is(row.Elements("td").First(), "odd")));
        Assert.Equal(model.Strangest.Select(StrangestSection.Why), section.Find("tr", "why").Select(row => row.Value));
    }

    [Fact]
    public void WithoutOriginsARowIsToldByItsNumber()
    {
        TrainedModel model = TrainedOnce.Model;
        XElement[] rows = [.. new ReportPage(model)["The strangest rows"].Find("tr", "which")];

        Assert.Equal(
            model.Strangest.Select(row => $"row {row.Number} of those read"), rows.Select(row => row.Elements("td").Last().Value));
    }

    [Fact]
    public void AUsualRowsMainCauseIsItsLargestPartAndField()
    {
        var causes = new FeatureContribution[]
        {
            new("amount", "9500", "80", 0.62, 3) { Usual = new("0.4", "310", null, false) }, new("hour", "3", "12", 0.12),
        };
        Assert.Equal("far out: amount = 9500, 3 rows before, usually 0.4 to 310 (62 % of the score); then hour (12 %)",
            StrangestSection.Why(Row(("distance", "far out", 0.8), ("code", "odd", 0.2)) with { Causes = causes }));
        Assert.Equal("odd: hour = 3, expected 12 (12 % of the score)",
            StrangestSection.Why(Row(("distance", "far out", 0.2), ("code", "odd", 0.8)) with { Causes = causes[1..] }));
        Assert.Equal("rebuilt badly: something at the top",
            StrangestSection.Why(Row(("residual", "rebuilt badly", 1), ("regions", "", 0)) with { Place = "something at the top" }));
        Assert.Equal("something at the top",
            StrangestSection.Why(Row(("residual", "rebuilt badly", 0), ("regions", "", 1)) with { Place = "something at the top" }));
        Assert.Equal("nothing about it is strange", StrangestSection.Why(Row(("residual", "rebuilt badly", 0))));
    }

    [Fact]
    public void ThePartsOfAllAndOfTheStrangestRowsAddUpToAll()
    {
        TrainedModel model = Trained.Value;
        string[][] rows = Table(new ReportPage(model), "What made the scores");

        double[] Column(int column) => [.. rows.Select(row => double.Parse(row[column].Replace(" %", "", StringComparison.Ordinal)))];
        Assert.Equal(100, Column(2).Sum(), 0.3);
        Assert.Equal(100, Column(3).Sum(), 0.3);
        Assert.Equal(Column(3).OrderDescending(), Column(3));
        Assert.Equal(
            model.Strangest.Average(row => row.Parts.Single(part => part.Name == rows[0][0]).Value), Column(3)[0] / 100, 0.0006);
    }

    private static string[][] Table(ReportPage page, string section) =>
        [.. page[section].Find("tr").Skip(1).Select(row => row.Elements("td").Select(cell => cell.Value).ToArray())];

    private static StrangeRow Row(params (string Name, string Words, double Share)[] parts) => new()
    {
        Number = 1, Score = 2, Parts = [.. parts.Select(part => new ScorePart(part.Name, part.Share, part.Words))],
    };
}
