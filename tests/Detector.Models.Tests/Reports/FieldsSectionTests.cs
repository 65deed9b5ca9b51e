using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Models.Tests.Reports;

public class FieldsSectionTests
{
    private static readonly FieldSettings[] Fields =
    [
        new() { Name = "number", Missing = MissingPolicy.Mean },
        new() { Name = "flag", Kind = FieldKind.Boolean },
        new() { Name = "city", Kind = FieldKind.Categorical },
        new() { Name = "time", Kind = FieldKind.TimeOfDay },
        new() { Name = "same" },
    ];

    [Fact]
    public void EachFieldHasWhatIsUsualOfItAndItsShareInTheStrangestRows()
    {
        RowSet data = Data();
        TrainedModel model = Train(data);
        string[][] rows = [.. new ReportPage(model)["Fields"].Find("tr").Skip(1)
            .Select(row => row.Elements("td").Select(cell => cell.Value).ToArray())];
        Dictionary<string, string[]> by = rows.ToDictionary(row => row[0]);

        // The numbers are 0 to 99, each as often, a quarter of them missing; held-out rows are not counted.
        Assert.InRange(Percent(by["number"][1]), 18, 32);
        double[] numbers = [.. Enumerable.Range(0, data.Count).Except(model.HeldOut).Select(row => data.Row(row)[0])
            .Where(double.IsFinite)];
        int[] ends = [.. by["number"][2].Split(" to ").Select(int.Parse)];
        double Under(double end) => numbers.Count(number => number < end) / (double)numbers.Length;
        Assert.InRange(0.05, Under(ends[0]) - 0.01, Under(ends[0] + 1) + 0.01);
        Assert.InRange(0.95, Under(ends[1]) - 0.01, Under(ends[1] + 1) + 0.01);
        Assert.InRange(Percent(by["flag"][2].Replace("true in ", "", StringComparison.Ordinal)), 6, 14);
        Assert.Matches(@"^city0 \d+(\.\d)? %, city1 \d+(\.\d)? %, city[23] \d+(\.\d)? % and 2 more$", by["city"][2]);
        Assert.Matches(@"^0[89]:\d\d to 1[67]:\d\d$", by["time"][2]);
        Assert.Equal(["0 %", "7"], by["same"][1..3]);
        Assert.Equal(100, rows.Sum(row => Percent(row[3])), 0.5);
        Assert.Equal(rows.Select(row => Percent(row[3])).OrderDescending(), rows.Select(row => Percent(row[3])));
        int number = model.Schema.Fields.Single(field => field.Name == rows[0][0]).Index;
        Assert.Equal(100 * model.Strangest.Average(row => row.Fields[number]), Percent(rows[0][3]), 0.06);
    }

    private static double Percent(string text) => text == "under 0.1 %" ? 0.05
        : double.Parse(text.Replace(" %", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

    private static TrainedModel Train(RowSet rows) =>
        new Trainer(
            new Schema(new() { Fields = Fields }), Sample.Fast with { MaxSteps = 20, Family = "dense" }, new() { CrossFit = false },
            TimeProvider.System).Train(SampleSet.Vectors(rows), null, CancellationToken.None);

    private static RowSet Data()
    {
        var random = new Random(3);
        var rows = new RowSet(Fields.Length);
        for (int i = 0; i < 400; i++)
        {
            int city = (int)(5 * Math.Pow(random.NextDouble(), 2));
            byte[] name = System.Text.Encoding.UTF8.GetBytes($"city{city}");
            double token = CategoryToken.Of(name);
            rows.CategoryNames.Learn(token, name);
            rows.Add([random.Next(4) == 0 ? double.NaN : random.Next(100), random.Next(10) == 0 ? 1 : 0, token,
                (8 * 3600) + random.Next(9 * 3600), 7]);
        }

        return rows;
    }
}
