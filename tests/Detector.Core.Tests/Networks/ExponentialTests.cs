using System.Numerics;
using Detector.Core.Networks;

namespace Detector.Core.Tests.Networks;

public class ExponentialTests
{
    [Fact]
    public void ItIsTheExponential()
    {
        for (float x = -87; x < 88; x += 0.00071f)
        {
            double expected = Math.Exp(x);
            Assert.Equal(expected, Of(x), expected * 2.5e-7);
        }

        Assert.Equal(1, Of(0));
    }

    [Theory]
    [InlineData(-1e9f, 1e-37f)]
    [InlineData(float.NegativeInfinity, 1e-37f)]
    [InlineData(1e9f, 3e38f)]
    [InlineData(float.PositiveInfinity, 3e38f)]
    [InlineData(-88, 1e-37f)]
    [InlineData(89, 3e38f)]
    public void BeyondWhatANumberHoldsItStaysAtTheEnd(float x, float end) => Assert.InRange(Of(x) / end, 0.1, 1.2);

    [Fact]
    public void WhatIsNoNumberHasNone() => Assert.True(float.IsNaN(Of(float.NaN)));

    private static float Of(float x) => Exponential.Of(new Vector<float>(x))[0];
}
