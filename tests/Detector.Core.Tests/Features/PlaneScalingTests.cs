using Detector.Core.Features;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Features;

/// <summary>Frames are scaled plane by plane.</summary>
public class PlaneScalingTests
{
    private static readonly Schema Schema = new(
        new() { Format = MessageFormat.Raw, Frame = new() { Width = 2, Height = 2, Pixels = PixelFormat.Rgb24 } });

    // Two frames: red, green and blue of four pixels each.
    private static readonly double[][] Frames =
    [
        [0.5, 0, 0, 0, 0.25, 0.25, 0.25, 0.25, 1, 1, 1, 1],
        [0.5, 1, 0, 0, 0.75, 0.75, 0.75, 0.75, 1, 1, 1, 1],
    ];

    [Fact]
    public void OneStateIsLearnedOfEachPlane()
    {
        IReadOnlyList<FieldState> planes = Fit().ToState().Fields;
        Assert.Equal(["red", "green", "blue"], planes.Select(plane => plane.Name));
        Assert.Equal([0.25, 0.5, 1], planes.Select(plane => plane.Mean[0]));
        Assert.Equal([(0.0, 1.0), (0.25, 0.75), (1.0, 1.0)], planes.Select(plane => (plane.Least!.Value, plane.Most!.Value)));
    }

    [Fact]
    public void PixelsStayAsTheyAreAndComeBack()
    {
        FeatureTransform transform = Fit();
        float[] features = new float[24];
        transform.Transform((double[])[.. Frames[0], .. Frames[1]], 2, features);
        Assert.Equal([.. Frames[0], .. Frames[1]], features.Select(feature => (double)feature));
        double[] row = new double[12];
        transform.Restore(features.AsSpan(12), row);
        Assert.Equal(Frames[1], row);
        Assert.Equal(Enumerable.Range(0, 12), Enumerable.Range(0, 12).Select(transform.FieldOf));
        Assert.Equal("0.75", transform.FormatValue(5, 0.75));
        Assert.Equal(0.25,
            double.Parse(transform.FormatExpected(4, features.AsSpan(0, 12)), System.Globalization.CultureInfo.InvariantCulture), 1e-3);
        Assert.Equal(Schema.Fields.Select(field => field.Name), transform.FeatureNames);
        transform.Transform((double[])[.. Enumerable.Repeat(double.NaN, 12)], 1, features);
        Assert.Equal([0.25f, 0.5f, 1], [features[0], features[4], features[8]]);
    }

    [Fact]
    public void BytesGiveTheSameBitsAsTheNumbersThatTheyStandFor()
    {
        var schema = new Schema(new() { Format = MessageFormat.Raw, Frame = new() { Width = 128, Height = 2 } });
        byte[] pixels = [.. Enumerable.Range(0, 256).Select(pixel => (byte)pixel)];
        double[] numbers = [.. pixels.Select(pixel => pixel / 255.0)];
        var ofNumbers = new RowSet(256);
        ofNumbers.Add(numbers);
        var ofBytes = new RowSet(256, store: new ArrayStore(arePixels: true));
        ofBytes.Add(new ReadOnlyRowSpan(pixels));
        FeatureTransform transform = FeatureTransform.Fit(schema, ofBytes);
        (float[] fromBytes, float[] fromNumbers) = (new float[256], new float[256]);

        transform.Transform(ofBytes.Row(0), 1, fromBytes);
        transform.Transform(ofNumbers.Row(0), 1, fromNumbers);

        Assert.Equal(fromNumbers, fromBytes);
        Assert.Equal(numbers, ofBytes.Row(0).ToArray());
        FieldState plane = transform.ToState().Fields[0];
        FieldState same = FeatureTransform.Fit(schema, ofNumbers).ToState().Fields[0];
        Assert.Equal((same.Mean[0], same.Least, same.Most, same.Scale), (plane.Mean[0], plane.Least, plane.Most, plane.Scale));
    }

    // A pixel that was black in every frame may be gray in one that a model makes.
    [Fact]
    public void AMadePixelLiesBetweenItsPlanesDarkestAndBrightest()
    {
        double[] row = new double[12];
        Fit().Restore([0, 0.4f, -0.2f, 1.5f, 0, 0.5f, 1, 0.6f, 0, 0, 0, 0], row);
        Assert.Equal([0, 0.4, 0, 1, 0.25, 0.5, 0.75, 0.6, 1, 1, 1, 1], row.Select(pixel => Math.Round(pixel, 6)));
    }

    [Fact]
    public void AScalerOfEarlierReleasesHasEveryPixel()
    {
        FieldState[] pixels = [.. Schema.Fields.Select((field, i) => new FieldState
        {
            Name = field.Name,
            Mean = [(Frames[0][i] + Frames[1][i]) / 2],
            Center = [0],
            Scale = 1,
            Least = Math.Min(Frames[0][i], Frames[1][i]),
            Most = Math.Max(Frames[0][i], Frames[1][i]),
        })];
        string[] Told(FeatureTransform transform) =>
            [.. transform.ToState().Fields.Select(plane => $"{plane.Name} {plane.Mean[0]} {plane.Least} {plane.Most}")];
        Assert.Equal(Told(Fit()), Told(FeatureTransform.FromState(new() { Fields = pixels }, Schema)));
        pixels[7] = pixels[7] with { Mean = [] };
        Assert.Contains("\"green 1,1\"",
            Assert.Throws<ArgumentException>(() => FeatureTransform.FromState(new() { Fields = pixels }, Schema)).Message);
        Assert.Contains("11 fields, the schema has 12",
            Assert.Throws<ArgumentException>(() => FeatureTransform.FromState(new() { Fields = pixels[1..] }, Schema)).Message);
    }

    [Fact]
    public void AFrameOfOnePixelHasOneField()
    {
        var schema = new Schema(new() { Format = MessageFormat.Raw, Frame = new() { Width = 1, Height = 1 } });
        var rows = new RowSet(1);
        rows.Add([0.5]);
        FeatureTransform transform = FeatureTransform.Fit(schema, rows);
        Assert.Equal(["pixel 0,0"], FeatureTransform.FromState(transform.ToState(), schema).FeatureNames);
    }

    private static FeatureTransform Fit()
    {
        var rows = new RowSet(12);
        rows.Add(Frames[0]);
        rows.Add(Frames[1]);
        return FeatureTransform.Fit(Schema, rows);
    }
}
