using System.Text;
using Detector.Core.Drift;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Drift;

/// <summary>What is kept of the training rows, and what is said of events beside them.</summary>
public class FieldBinsTests
{
    [Fact]
    public void NumbersAreCountedByTheirTenths()
    {
        var profile = FieldProfile.OfNumbers([.. Enumerable.Range(0, 1001).Select(i => (double)i).Reverse(), double.NaN, double.NaN]);

        Assert.Equal([100, 200, 300, 400, 500, 600, 700, 800, 900], profile.Edges);
        Assert.Equal([101, 100, 100, 100, 100, 100, 100, 100, 100, 100], profile.Counts);
        Assert.Equal(2, profile.Missing);
    }

    [Theory]
    [InlineData(3.0, 2.0, 0, "below 3")]
    [InlineData(3.0, 4.0, 2, "above 3")]
    [InlineData(3.0, 3.0, 1, "with 3")]
    [InlineData(3.0, double.NaN, 3, "without a value")]
    public void AConstantIsSeenToLeaveInEitherDirection(double constant, double value, int bin, string words)
    {
        FieldBins bins = Bins(new() { Name = "x" }, Enumerable.Repeat(constant, 50));

        Assert.Equal((bin, words), (bins.Of(value), bins.Words(bins.Of(value))));
        Assert.Equal([0, 50, 0, 0], bins.Training);
    }

    [Theory]
    [InlineData(0.02, 0, "with false")]
    [InlineData(0.02, 1, "with true")]
    [InlineData(0.5, 0, "with false")]
    [InlineData(0.5, 1, "with true")]
    [InlineData(0.98, 0, "with false")]
    [InlineData(0.98, 1, "with true")]
    public void AFlagIsTrueOrFalse(double share, double value, string words)
    {
        FieldBins bins = Bins(
            new() { Name = "x", Kind = FieldKind.Boolean }, Enumerable.Range(0, 100).Select(i => i < 100 * share ? 1.0 : 0));

        Assert.Equal(words, bins.Words(bins.Of(value)));
        Assert.Equal(value == 1 ? 100 * share : 100 - (100 * share), bins.Training[bins.Of(value)]);
    }

    [Theory]
    [InlineData(5, "from 3 to 6")] // of 0, 3, 6 … 30
    [InlineData(0, "up to 3")]
    [InlineData(31, "above 27")]
    public void ARangeIsToldByItsEnds(double value, string words)
    {
        FieldBins bins = Bins(new() { Name = "x", Log1p = true }, Enumerable.Range(0, 11).Select(i => 3.0 * i));

        Assert.Equal(words, bins.Words(bins.Of(value)));
    }

    [Fact]
    public void CategoriesHaveABinEachARestAndOneForWhatIsNew()
    {
        var names = new CategoryNames();
        double[] column = [.. Enumerable.Range(0, 400).Select(i => Token(names, $"c{Math.Min(i % 40, (i / 40) + 1)}"))];
        FieldBins bins = Bins(new() { Name = "x", Kind = FieldKind.Categorical }, column, names);

        Assert.Equal(400, bins.Rows);
        Assert.All(column.Distinct(), token => Assert.InRange(bins.Of(token), 0, 16));
        Assert.Equal("with a value that the model does not know", bins.Words(bins.Of(CategoryToken.Of("new"u8))));
        Assert.Equal(0, bins.Training[bins.Of(CategoryToken.Of("new"u8))]);
        int first = bins.Of(CategoryToken.Of("c1"u8));
        Assert.Equal((column.Count(token => token == CategoryToken.Of("c1"u8)), "with c1"), (bins.Training[first], bins.Words(first)));
    }

    [Fact]
    public void TimesPixelsAndModelsOfEarlierReleasesAreNotCompared()
    {
        Schema schema = new(new() { Fields = [new() { Name = "x" }, new() { Name = "at", Kind = FieldKind.TimeOfDay }] });
        FeatureTransform fitted = FeatureTransform.Fit(schema, Rows([1, 2], [0, 60]));
        FeatureTransformState earlier = new() { Fields = [.. fitted.ToState().Fields.Select(field => field with { Profile = null })] };
        var frames = new Schema(new() { Format = MessageFormat.Raw, Frame = new() { Width = 1, Height = 1 } });

        Assert.Equal(["x"], InputProfile.Of(schema, fitted)!.Names);
        Assert.Null(InputProfile.Of(schema, FeatureTransform.FromState(earlier, schema)));
        Assert.Null(InputProfile.Of(frames, FeatureTransform.Fit(frames, Rows([0, 0.5]))));
    }

    [Theory]
    [InlineData(new double[] { 2, 1 }, new long[] { 1, 1, 1 }, 0)]
    [InlineData(new double[] { 1, 1 }, new long[] { 1, 1, 1 }, 0)]
    [InlineData(new double[] { 1, 2 }, new long[] { 1, 1 }, 0)]
    [InlineData(new double[] { 1, 2 }, new long[] { 1, -1, 1 }, 0)]
    [InlineData(new double[] { 1, 2 }, new long[] { 1, long.MaxValue, 1 }, 0)]
    [InlineData(new double[] { 1, double.NaN }, new long[] { 1, 1, 1 }, 0)]
    [InlineData(new double[] { 1, 2 }, new long[] { 1, 1, 1 }, -1)]
    public void AProfileThatIsNoneIsRefused(double[] edges, long[] counts, long missing)
    {
        Schema schema = new(new() { Fields = [new() { Name = "x" }] });
        FieldState fitted = FeatureTransform.Fit(schema, Rows([1, 2])).ToState().Fields[0] with { Profile = new(edges, counts, missing) };

        Assert.Throws<ArgumentException>(() => FeatureTransform.FromState(new() { Fields = [fitted] }, schema));
    }

    private static double Token(CategoryNames names, string text)
    {
        names.Learn(CategoryToken.Of(Encoding.UTF8.GetBytes(text)), Encoding.UTF8.GetBytes(text));
        return CategoryToken.Of(Encoding.UTF8.GetBytes(text));
    }

    private static FieldBins Bins(FieldSettings field, IEnumerable<double> column, CategoryNames? names = null)
    {
        Schema schema = new(new() { Fields = [field] });
        return FieldBins.Of(schema.Fields[0], FeatureTransform.Fit(schema, Rows([.. column], names: names)).ToState().Fields[0])!;
    }

    private static RowSet Rows(double[] first, double[]? second = null, CategoryNames? names = null)
    {
        var rows = new RowSet(second is null ? 1 : 2, names);
        for (int i = 0; i < first.Length; i++)
        {
            rows.Add(second is null ? [first[i]] : [first[i], second[i]]);
        }

        return rows;
    }
}
