using Detector.Core.Alerts.Frames;
using Detector.Core.Samples;

namespace Detector.Core.Tests.Alerts.Frames;

public class StrangePlacesTests
{
    private static readonly SampleLayout Frame = new(1, 32, 64);

    [Theory]
    [InlineData(2, 24, "something in the lower left (")]
    [InlineData(52, 2, "something in the upper right (")]
    [InlineData(28, 13, "something in the middle (")]
    [InlineData(2, 13, "something on the left (")]
    [InlineData(28, 25, "something at the bottom (")]
    public void APlaceIsToldInWordsAndHasABoxRoundIt(int x, int y, string words)
    {
        var places = new StrangePlaces(Heat((x, y, 8, 6)), Frame);

        FrameBox box = Assert.Single(places.Boxes);
        Assert.InRange(box.X, x - 3, x);
        Assert.InRange(box.Y, y - 3, y);
        Assert.InRange(box.X + box.Width, x + 8, x + 11);
        Assert.InRange(box.Y + box.Height, y + 6, y + 9);
        Assert.StartsWith(words, places.Words, StringComparison.Ordinal);
        Assert.Equal(1, places.Heat.Max());
    }

    [Fact]
    public void TwoPlacesHaveTwoBoxesAndAFaintThirdHasNone()
    {
        double[] heat = Heat((2, 2, 8, 6), (50, 20, 6, 6));
        heat[(30 * 64) + 30] = 0.5;

        var places = new StrangePlaces(heat, Frame);

        Assert.Equal(2, places.Boxes.Count);
        Assert.StartsWith("something in the upper left and in the lower right (", places.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsEverywhereIsNoPlace() =>
        Assert.Equal("the whole picture has changed", new StrangePlaces(Heat((0, 0, 64, 32)), Frame).Words);

    [Fact]
    public void NothingAtAllHasNoBox()
    {
        var places = new StrangePlaces(new double[64 * 32], Frame);
        Assert.Empty(places.Boxes);
        Assert.Equal("the whole picture has changed", places.Words);
    }

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(1, 1, 200)]
    public void TheSmallestAndTheNarrowestFramesHavePlaces(int planes, int height, int width)
    {
        double[] heat = new double[planes * height * width];
        heat[^1] = 1;
        Assert.NotEmpty(new StrangePlaces(heat, new SampleLayout(planes, height, width)).Boxes);
    }

    [Fact]
    public void ColoursCountTogether()
    {
        double[] heat = [.. new double[64 * 32], .. Heat((2, 24, 8, 6)), .. new double[64 * 32]];
        Assert.StartsWith("something in the lower left (", new StrangePlaces(heat, new(3, 32, 64)).Words, StringComparison.Ordinal);
    }

    private static double[] Heat(params (int X, int Y, int Width, int Height)[] places)
    {
        double[] heat = new double[64 * 32];
        foreach ((int x, int y, int width, int height) in places)
        {
            for (int i = 0; i < width * height; i++)
            {
                heat[((y + (i / width)) * 64) + x + (i % width)] = 1;
            }
        }

        return heat;
    }
}
