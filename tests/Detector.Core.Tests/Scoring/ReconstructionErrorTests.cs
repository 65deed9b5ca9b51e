using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class ReconstructionErrorTests
{
    public static readonly TheoryData<int> Widths = [1, 7, 8, 30, 101];

    [Theory]
    [MemberData(nameof(Widths))]
    public void ItIsTheRootMeanSquareAtEveryWidth(int width)
    {
        float[] values = [.. Enumerable.Range(1, width).Select(i => (float)i)];

        // Closed form: the mean of the squares of 1..n is (n + 1)(2n + 1) / 6.
        double expected = Math.Sqrt((width + 1) * ((2.0 * width) + 1) / 6);
        Assert.Equal(expected, ReconstructionError.Of(values, new float[width]), 1e-4);
        Assert.Equal(expected, ReconstructionError.OfPresent(values, new float[width], out int present), 1e-4);
        Assert.Equal(width, present);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void WhatIsAbsentDoesNotCount(int width)
    {
        // Every third number is absent, whatever was made of it; the others are off by 2.
        float[] values = [.. Enumerable.Range(0, width).Select(i => i % 3 == 2 ? float.NaN : i)];
        float[] made = [.. values.Select((value, i) => i % 3 == 2 ? (i % 2 == 0 ? float.NaN : 1e30f) : value - 2)];

        Assert.Equal(2, ReconstructionError.OfPresent(values, made, out int present), 1e-5f);
        Assert.Equal(width - (width / 3), present);
    }

    [Fact]
    public void WhereAllIsAbsentThereIsNoError() => Assert.Equal(0, ReconstructionError.OfPresent([float.NaN, float.NaN], [1, 2], out _));

    [Theory]
    [InlineData(1, float.NaN)]
    [InlineData(1, float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(1e30f, 1)]
    public void WhatIsNotFiniteIsInfinite(float feature, float made)
    {
        Assert.Equal(float.PositiveInfinity, ReconstructionError.Of([feature], [made]));
        Assert.Equal(float.PositiveInfinity, ReconstructionError.OfPresent([feature, float.NaN], [made, 1], out _));
    }
}
