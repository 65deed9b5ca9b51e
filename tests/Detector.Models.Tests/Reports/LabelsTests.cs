using System.Xml.Linq;
using Detector.Models.Reports;

namespace Detector.Models.Tests.Reports;

/// <summary>What a page tells is whole: shortened where its ends stay, replaced where no page may hold it.</summary>
public class LabelsTests
{
    [Theory]
    [InlineData("name", 9, "name")]
    [InlineData("ninechars", 9, "ninechars")]
    [InlineData("sensor.temperature.1", 9, "sens…re.1")]
    public void ALongNameKeepsBothEnds(string name, int most, string text) => Assert.Equal(text, Html.Short(name, most));

    [Fact]
    public void AnAxisTitleFitsItsChart()
    {
        Chart chart = Chart.Panel("panel");
        chart.Titles(new string('x', 300) + "1", new string('y', 300) + "2");
        string[] titles = [.. XElement.Parse(chart.ToString()).Elements("text").Select(text => text.Value)];

        Assert.Equal(["x1", "y2"], titles.Select(title => $"{title[0]}{title[^1]}"));
        Assert.All(titles, title => Assert.InRange(title.Length * 7.0, 200, chart.Width));
    }

    [Theory]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData("<b>&", "<b>&")]
    [InlineData("\u001b[31m", "\uFFFD[31m")]
    [InlineData("smile \ud83d\ude00", "smile \ud83d\ude00")]
    public void ATextOfAnEventIsTextWhateverItHolds(string text, string read) =>
        Assert.Equal(read, XElement.Parse($"<p>{Html.Text(text)}</p>").Value);

    // An attribute cannot hold half a character.
    [Fact]
    public void HalfACharacterIsReplaced() => Assert.Equal("half \uFFFD", XElement.Parse($"<p>{Html.Text("half \ud83d")}</p>").Value);
}
