using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Detector.Core.Alerts;
using Detector.Core.Features;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Reports;
using Detector.Models.Scoring;

namespace Detector.Models.Tests.Scoring;

public sealed class NearRowTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("detector-near-").FullName;
    private readonly Bundle _bundle;

    public NearRowTests()
    {
        var registry = new ModelRegistry(_directory, TimeProvider.System);
        _bundle = registry.Open("s", registry.Save("s", TrainedOnce.Model));
    }

    // The rows that the model was trained on are Sample.Rows: the nearest to one of them is no farther than that one is from others.
    [Fact]
    public void TheNearestRowsOfTheTrainingAreToldByTheirValues()
    {
        RowSet rows = Sample.Rows(400, 5);
        double[] own = [.. Enumerable.Range(0, 5).Select(field => rows.Row(7)[field])];
        IReadOnlyList<NearRow> near = _bundle.Nearest(own, 3);
        Assert.Equal(3, near.Count);
        Assert.Equal(near.Select(row => row.Distance).Order(), near.Select(row => row.Distance));
        Assert.All(near, row => Assert.Equal(["f0", "f1", "f2", "f3", "f4"], row.Fields.Select(field => field.Name)));

        double[][] told = [.. near.Select(row => row.Fields.Select(
            field => double.Parse(field.Value, CultureInfo.InvariantCulture)).ToArray())];
        Assert.All(told, values => Assert.Contains(Enumerable.Range(0, 400), i => Enumerable.Range(0, 5)
            .All(field => Math.Abs(rows.Row(i)[field] - values[field]) < 0.02 + (0.01 * Math.Abs(values[field])))));
        Assert.InRange(_bundle.Nearest(told[0], 1)[0].Distance, 0, 0.05);
        Assert.InRange(_bundle.Nearest([.. own.Select(value => value + 100)], 1)[0].Distance, 10, 1e6);
    }

    [Fact]
    public void ThePageShowsThemBesideTheEvent()
    {
        var told = new Alert
        {
            Id = "", Stream = "s", EventTime = default, Score = 2, ResidualScore = 1, DistanceScore = 1, CodeScore = 0,
            ReconstructionError = 1, Threshold = 1, Severity = Severity.Warning, ModelVersion = "m", ThresholdVersion = "t",
            Topic = "events", Partition = 0, Offset = 1, Features = [new("f1", "7 <", "5", 0.5), new("f0", "1", "1", 0.5)],
        };
        NearRow[] near =
            [new(0.25, [new("f0", "11"), new("f1", "12")]), new(0.5, [new("f0", "21"), new("f1", "22 &")])];
        XNamespace page = "http://www.w3.org/1999/xhtml";
        XElement table = XDocument.Parse(Encoding.UTF8.GetString(EventReport.Write("s", [], told, near))
            .Replace("<!DOCTYPE html>", "", StringComparison.Ordinal))
            .Descendants(page + "table").Single(one => one.Attribute("class")?.Value == "near");
        Assert.Equal(
            ["field|this event|0.25|0.50", "f1|7 <|12|22 &", "f0|1|11|21"],
            table.Elements(page + "tr").Select(row => string.Join('|', row.Elements().Select(cell => cell.Value))));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
