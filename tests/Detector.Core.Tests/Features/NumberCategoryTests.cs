using System.Text;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Features;

/// <summary>Categories whose values are numbers, which programs spell in several ways.</summary>
public class NumberCategoryTests
{
    [Theory]
    [InlineData("1.0", "\"1\"")]
    [InlineData("\"1\"", "1e0")]
    [InlineData("10e-1", "1.00")]
    public void ACategoryIsKnownHoweverItsNumberIsSpelled(string trained, string sent)
    {
        Schema schema = Of(CategoryEncoding.OneHot);
        var rows = new RowSet(1);
        foreach (string value in new[] { trained, "2", "\"01\"" })
        {
            rows.Add(Decode(schema, value, rows.CategoryNames));
        }

        FeatureTransform transform = FeatureTransform.Fit(schema, rows);

        Assert.Equal(["kind=01", "kind=1", "kind=2"], transform.FeatureNames.Take(3).Order());
        Assert.False(transform.IsUnknown(0, Decode(schema, sent)[0]));
        Assert.Equal(["1", "01", "other"], new[] { sent, "\"01\"", "\"001\"" }.Select(text => transform.FormatValue(0, Decode(schema,
            text)[0])));
    }

    // What a program before this rule saved: each spelling a value of its own, hashed as it was.
    [Theory]
    [InlineData(CategoryEncoding.OneHot)]
    [InlineData(CategoryEncoding.Hashing)]
    public void AnEarlierModelScoresWhatItWasTrainedOnAsBefore(CategoryEncoding encoding)
    {
        Schema schema = Of(encoding);
        double earlier = CategoryToken.OfSpelling("5411.0"u8);
        string[] texts = ["5411.0", "DE"];
        double[] tokens = [earlier, CategoryToken.OfSpelling("DE"u8)];
        int width = encoding == CategoryEncoding.OneHot ? 3 : schema.Fields[0].Settings.HashBuckets;
        var state = new FieldState
        {
            Name = "kind",
            Mean = new double[width],
            Center = new double[width],
            Scale = 1,
            Categories = [.. tokens.Zip(texts, (token, text) => new CategoryState(token, text, 0.5))],
        };
        FeatureTransform transform = FeatureTransform.FromState(new() { Fields = [state] }, schema);
        float[] expected = encoding == CategoryEncoding.OneHot ? [1, 0, 0] : [.. Enumerable.Range(0, width).Select(i =>
            (ulong)earlier % (ulong)width == (ulong)i ? 1f : 0)];

        Assert.NotEqual(earlier, CategoryToken.Of("5411.0"u8));
        Assert.Equal(expected, Apply(transform, earlier));
        Assert.Equal(expected, Apply(transform, Decode(schema, "5411.0")[0]));
        Assert.Equal(expected, Apply(transform, Decode(schema, "\"5411\"")[0]));
        Assert.Equal("5411.0", transform.FormatValue(0, Decode(schema, "5411")[0]));
    }

    [Fact]
    public void UnknownValuesAreCountedOnceAnEventAndMissingOnesAreNot()
    {
        Schema schema = new(new() { Fields = [new() { Name = "n" }, new() { Name = "kind", Kind = FieldKind.Categorical,
            Missing = MissingPolicy.Mean }] });
        var rows = new RowSet(2);
        rows.Add([1, CategoryToken.Of("a"u8)]);
        rows.Add([2, CategoryToken.Of("b"u8)]);
        FeatureTransform transform = FeatureTransform.Fit(schema, rows);
        double a = CategoryToken.Of("a"u8);
        double c = CategoryToken.Of("c"u8);
        long[] events = [0, 0];
        long[] pairs = [0, 0];
        transform.CountUnknown((double[])[0, a, 0, c, 0, double.NaN, 0, c], 4, 1, events);
        transform.CountUnknown((double[])[0, a, 0, c, 0, c, 0, a], 2, 2, pairs);

        Assert.Equal([0, 2], events);
        Assert.Equal([0, 1], pairs);
    }

    private static Schema Of(CategoryEncoding encoding) => new(new() { Fields = [new() { Name = "kind", Kind = FieldKind.Categorical,
        Encoding = encoding }] });

    private static double[] Decode(Schema schema, string value, CategoryNames? learn = null)
    {
        double[] row = new double[1];
        Assert.True(MessageDecoder.Create(schema, learn).Decode(Encoding.UTF8.GetBytes($"{{\"kind\":{value}}}"), row).Ok);
        return row;
    }

    private static float[] Apply(FeatureTransform transform, double token)
    {
        float[] features = new float[transform.Width];
        transform.Transform((double[])[token], 1, features);
        return features;
    }
}
