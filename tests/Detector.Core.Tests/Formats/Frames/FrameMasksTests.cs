using System.Globalization;
using System.Text;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Formats.Frames;

public class FrameMasksTests
{
    [Fact]
    public void WhatIsIgnoredHasTheMeanOfTheRest()
    {
        Assert.Equal([15, 10, 20, 15, 10, 20], Applied(3, 2, "door", [200, 10, 20, 0, 10, 20], Ignore("0,0 0.34,0 0.34,1 0,1")));
        Assert.Equal([5, 5, 5, 5, 9, 0], Applied(3, 2, "door", [7, 8, 7, 7, 9, 0], Only("0.34,0.5 1,0.5 1,1 0.34,1")));
    }

    /// <summary>Those of a camera are its own, by its whole name; those of none are everyone's, and both count.</summary>
    [Fact]
    public void EachCameraHasItsOwnAndThoseOfAll()
    {
        MaskSettings[] masks =
        [
            Ignore("0,0 0.25,0 0.25,1 0,1"), Ignore("0.25,0 0.5,0 0.5,1 0.25,1") with { Camera = "door-2" },
            Only("0,0 0.75,0 0.75,1 0,1") with { Camera = "Hof 3 ü" },
        ];

        Assert.Equal([20, 10, 20, 30], Applied(4, 1, "door", [0, 10, 20, 30], masks));
        Assert.Equal([20, 10, 20, 30], Applied(4, 1, "door-22", [0, 10, 20, 30], masks));
        Assert.Equal([20, 10, 20, 30], Applied(4, 1, null, [0, 10, 20, 30], masks));
        Assert.Equal([25, 25, 20, 30], Applied(4, 1, "door-2", [0, 10, 20, 30], masks));
        Assert.Equal([15, 10, 20, 15], Applied(4, 1, "Hof 3 ü", [0, 10, 20, 30], masks));
        Schema seen = Of(4, 1, PixelFormat.Gray8, masks).SeenBy("door-2");
        byte[] frame = [0, 10, 20, 30];
        seen.Masks!.Apply(default, frame);
        Assert.Equal([25, 25, 20, 30], frame);
        Assert.All(seen.Frame!.Masks, mask => Assert.Null(mask.Camera));
    }

    /// <summary>Random polygons, crossing themselves too, over random frames: every pixel against a ray from its centre.</summary>
    [Fact]
    public void PixelsAreThoseWhoseCentreIsWithin()
    {
        var random = new Random(3);
        int compared = 0;
        for (int round = 0; round < 200; round++)
        {
            (int width, int height) = (random.Next(6, 40), random.Next(6, 40));
            PixelFormat format = random.Next(2) == 0 ? PixelFormat.Gray8 : PixelFormat.Rgb24;
            (double X, double Y)[][] polygons = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Corners(random))];
            bool[] areOnly = [.. polygons.Select(_ => random.Next(2) == 0)];
            MaskSettings[] masks = [.. polygons.Zip(areOnly, (corners, only) => only ? Only(Text(corners)) : Ignore(Text(corners)))];
            if (Schema.Check(Settings(width, height, format, masks)).Count > 0)
            {
                continue;
            }

            compared++;
            byte[] frame = new byte[width * height * (format == PixelFormat.Rgb24 ? 3 : 1)];
            random.NextBytes(frame);
            byte[] masked = [.. frame];
            Of(width, height, format, masks).Masks!.Apply(default, masked);

            bool[] isSeen = [.. Enumerable.Range(0, width * height).Select(i =>
            {
                (double x, double y) = ((i % width + 0.5) / width, (i / width + 0.5) / height);
                bool[] within = [.. polygons.Select(corners => IsWithin(corners, x, y))];
                return !within.Where((inside, p) => inside && !areOnly[p]).Any()
                    && (!areOnly.Contains(true) || within.Where((inside, p) => inside && areOnly[p]).Any());
            })];
            for (int i = 0; i < frame.Length; i++)
            {
                int plane = i / isSeen.Length * isSeen.Length;
                decimal mean = isSeen.Index().Where(pixel => pixel.Item).Average(pixel => (decimal)frame[plane + pixel.Index]);
                Assert.Equal(isSeen[i - plane] ? frame[i] : Math.Round(mean, MidpointRounding.AwayFromZero), masked[i]);
            }
        }

        Assert.InRange(compared, 100, 200);
    }

    [Theory]
    [InlineData("0,0 1,0", null, null, "Frame:Masks:0:Ignore", "a polygon has 3 corners at least, not 2")]
    [InlineData("", null, null, "Frame:Masks:0:Ignore", "a polygon has 3 corners at least, not 0")]
    [InlineData("0,0 1.2,0 1,1", null, null, "Frame:Masks:0:Ignore", "the corner 1.2,0 is outside the picture")]
    [InlineData("0,0 1,0 1,-0.1", null, null, "Frame:Masks:0:Ignore", "the corner 1,-0.1 is outside the picture")]
    [InlineData("0,0 NaN,0 1,1", null, null, "Frame:Masks:0:Ignore", "the corner NaN,0 is outside the picture")]
    [InlineData("0,0 1 1,1", null, null, "Frame:Masks:0:Ignore", "\"1\" is no corner of a polygon")]
    [InlineData("0,0 1,0,0 1,1", null, null, "Frame:Masks:0:Ignore", "\"1,0,0\" is no corner of a polygon")]
    [InlineData("0;0 1;0 1;1", null, null, "Frame:Masks:0:Ignore", "\"0;0\" is no corner of a polygon")]
    [InlineData("0,0 1,1 0,0", null, null, "Frame:Masks:0:Ignore", "holds no pixel's centre of a frame of 8 x 6")]
    [InlineData(null, "0,0 0.01,0 0.01,0.01", null, "Frame:Masks:0:Only", "holds no pixel's centre of a frame of 8 x 6")]
    [InlineData("0,0 1,0 1,1 0,1", null, null, "Frame:Masks", "nothing is left to look at of a camera without masks of its own")]
    [InlineData("0,0 1,0 1,1 0,1", null, "yard", "Frame:Masks", "nothing is left to look at of camera yard")]
    [InlineData("0,0 0.5,0 0.5,1", null, "", "Frame:Masks:0:Camera", "is empty; name a camera, or leave it out for all")]
    [InlineData("0,0 0.5,0 0.5,1", "0,0 0.5,0 0.5,1", null, "Frame:Masks:0", "a mask is one polygon, either Only or Ignore")]
    [InlineData(null, null, "yard", "Frame:Masks:0", "a mask is one polygon, either Only or Ignore")]
    public void WhatIsWrongIsSaid(string? ignore, string? only, string? camera, string path, string message)
    {
        SchemaProblem problem = Assert.Single(Schema.Check(Settings(
            8, 6, PixelFormat.Gray8, new MaskSettings { Ignore = ignore, Only = only, Camera = camera })));

        Assert.Equal(path, problem.Path);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MasksOfAllAndOfOneThatLeaveNothingTogetherAreRefused()
    {
        SchemaProblem problem = Assert.Single(Schema.Check(Settings(
            8, 6, PixelFormat.Gray8, Only("0,0 0.5,0 0.5,1 0,1"), Ignore("0,0 0.6,0 0.6,1 0,1") with { Camera = "yard" })));

        Assert.Equal("nothing is left to look at of camera yard: what Only has, Ignore takes away", problem.Message);
    }

    private static bool IsWithin((double X, double Y)[] corners, double x, double y)
    {
        bool isWithin = false;
        for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
        {
            ((double X, double Y) one, (double X, double Y) other) = (corners[i], corners[j]);
            if ((one.Y > y) != (other.Y > y) && x < ((other.X - one.X) * (y - one.Y) / (other.Y - one.Y)) + one.X)
            {
                isWithin = !isWithin;
            }
        }

        return isWithin;
    }

    private static (double X, double Y)[] Corners(Random random) =>
        [.. Enumerable.Range(0, random.Next(3, 8)).Select(_ => (random.NextDouble(), random.NextDouble()))];

    private static string Text((double X, double Y)[] corners) =>
        string.Join(' ', corners.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.X:R},{c.Y:R}")));

    private static byte[] Applied(int width, int height, string? camera, byte[] frame, params MaskSettings[] masks)
    {
        byte[] result = [.. frame];
        Of(width, height, PixelFormat.Gray8, masks).Masks!.Apply(camera is null ? default : Encoding.UTF8.GetBytes(camera), result);
        return result;
    }

    private static MaskSettings Ignore(string polygon) => new() { Ignore = polygon };

    private static MaskSettings Only(string polygon) => new() { Only = polygon };

    private static Schema Of(int width, int height, PixelFormat format, MaskSettings[] masks) =>
        new(Settings(width, height, format, masks));

    private static SchemaSettings Settings(int width, int height, PixelFormat format, params MaskSettings[] masks) => new()
    {
        Format = MessageFormat.Raw, Frame = new FrameSettings { Width = width, Height = height, Pixels = format, Masks = masks },
    };
}
