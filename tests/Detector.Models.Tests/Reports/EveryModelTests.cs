using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Families;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Models.Tests.Reports;

/// <summary>A model that was trained is saved, whatever it is and however little it saw: a report that fails would lose it.</summary>
public class EveryModelTests
{
    private const int Rows = 24;

    public static TheoryData<string, Variant, SampleKind> Models => [.. from family in FamilyCatalog.All
                                                                        from variant in family.Variants
                                                                        from kind in Enum.GetValues<SampleKind>()
                                                                        where family.Takes(kind)
                                                                        select (family.Name, variant, kind)];

    [Theory]
    [MemberData(nameof(Models))]
    public void HasAReportOfAFewRows(string family, Variant variant, SampleKind kind) =>
        AssertWhole(Train(family, variant, kind, (row, field) => Math.Sin(row * (field + 1))));

    [Theory]
    [InlineData(SampleKind.Vector)]
    [InlineData(SampleKind.Sequence)]
    [InlineData(SampleKind.Image)]
    public void HasAReportOfRowsThatAreAllTheSame(SampleKind kind) => AssertWhole(Train("dense", Variant.Variational, kind, (_, _) => 3));

    [Fact]
    public void HasAReportWithACodeOfOneNumber() =>
        AssertWhole(Train("dense", Variant.Variational, SampleKind.Vector, (row, field) => Math.Sin(row * (field + 1)), widths: [4, 1]));

    [Fact]
    public void HasAReportOfRowsThatAreFarOut() =>
        AssertWhole(Train("dense", Variant.Plain, SampleKind.Vector, (row, field) => row % 5 == 4 ? 1e9 : Math.Sin(row * (field + 1)),
            scaling: Scaling.None));

    [Fact]
    public void AnEnsemblesPicturesAreItsFirstMembersAndItsScoresAllMembers()
    {
        TrainedModel model = Train("ensemble", Variant.Plain, SampleKind.Vector,
            (row, field) => Math.Sin(row * (field + 1)), crossFit: false);
        float[] first = model.Sample.Score(model.Parts.Members[0].Calibration).Score;

        AssertWhole(model);
        Assert.Contains(new ReportPage(model).All, cell => cell.Value.StartsWith($"{model.Parts.Members.Count}; scores are their mean"));
        Assert.True(model.Parts.Members.Count > 1 && !first.SequenceEqual(model.SampleScores));
        Assert.Subset(model.Report.Scores.HeldOut.ToHashSet(), model.SampleScores.ToHashSet());
    }

    private static void AssertWhole(TrainedModel model)
    {
        var page = new ReportPage(model);

        Assert.True(page.Has("Reconstructions"));
        Assert.DoesNotContain(page.All.SelectMany(e => e.Attributes()),
            a => a.Name.LocalName is "cx" or "cy" or "x1" or "y1" or "points" && (a.Value.Contains("NaN") || a.Value.Contains('∞')));
    }

    private static TrainedModel Train(string family, Variant variant, SampleKind kind,
        Func<int, int, double> number, int[]? widths = null, Scaling scaling = Scaling.Standard, bool? crossFit = null)
    {
        // 3 x 4 pixels.
        const int fields = 12;
        var schema = new Schema(
            new() { Fields = [.. Enumerable.Range(0, fields).Select(i => new FieldSettings { Name = $"f{i}", Scaling = scaling })] });
        var rows = new RowSet(fields);
        for (int row = 0; row < (kind == SampleKind.Sequence ? 10 * Rows : Rows); row++)
        {
            rows.Add([.. Enumerable.Range(0, fields).Select(field => number(row, field))]);
        }

        SampleSet samples = kind switch
        {
            SampleKind.Vector => SampleSet.Vectors(rows),
            SampleKind.Image => SampleSet.Of(rows, new SampleLayout(1, 3, 4)),
            _ => SampleSet.Sequences(rows, 4, [0, 100]),
        };
        var settings = Sample.Fast with { Family = family, Variant = variant, MaxSteps = 2, Widths = widths ?? [] };
        return new Trainer(schema, settings, new() { CrossFit = crossFit }, TimeProvider.System)
            .Train(samples, null, CancellationToken.None);
    }
}
