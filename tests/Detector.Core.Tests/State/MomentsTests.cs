using System.Numerics;
using Detector.Core.State;

namespace Detector.Core.Tests.State;

public sealed class MomentsTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(-57.16)]
    [InlineData(524287.99999999994)]
    [InlineData(524288.0000000001)]
    [InlineData(-1e15)]
    [InlineData(1.7976931348623157e18)]
    [InlineData(9.2e18)]
    [InlineData(1e-13)]
    public void ANumberIsTheNearestMultipleOfTheUnit(double value)
    {
        Int128 units = FixedPoint.Of(value);

        Assert.Equal(units, -FixedPoint.Of(-value));
        Assert.True(Math.Abs(((double)units * FixedPoint.Unit) - value) <= FixedPoint.Unit / 2, $"{units}");
    }

    [Fact]
    public void WhatIsTooLargeIsTheLargest()
    {
        Assert.Equal(FixedPoint.Of(double.MaxValue), FixedPoint.Of(double.PositiveInfinity));
        Assert.Equal(FixedPoint.Of(-1e300), FixedPoint.Of(double.NegativeInfinity));
        Assert.True((double)FixedPoint.Of(1e300) * FixedPoint.Unit is > 9.2e18 and < 9.3e18);
    }

    [Fact]
    public void WideSumsAreThoseOfWholeNumbersOfAnySize()
    {
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            UInt128 a = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()) >> (20 + random.Next(108));
            UInt128 b = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()) >> (20 + random.Next(108));
            uint factor = (uint)random.Next(1, 1 << 17);
            (BigInteger square, BigInteger other) = ((BigInteger)a * a, (BigInteger)b * b);
            WideSum sum = WideSum.Square(a);
            sum.Add(WideSum.Square(b));
            Close(square + other, sum.ToDouble());
            Close((square + other) * factor, sum.Times(factor).ToDouble());
            sum.Subtract(WideSum.Square(a));
            Close(other, sum.ToDouble());
        }
    }

    /// <summary>
    /// Of a million values that came and went nothing is left, where a running sum of doubles keeps what rounding has made of them.
    /// </summary>
    [Fact]
    public void NothingIsLeftOfWhatWent()
    {
        var random = new Random(7);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => Math.Exp(20 * random.NextDouble())), 0.1, 0.2, 0.4];
        Moments moments = default;
        double naive = 0;
        for (int end = 1; end <= values.Length; end++)
        {
            moments.Move(values, Math.Max(0, end - 3), end, squares: true);
            naive += values[end - 1] - (end > 3 ? values[end - 4] : 0);
        }

        Moments alone = default;
        alone.Move(values.AsSpan(^3), 0, 3, squares: true);
        Assert.Equal((alone.Sum, alone.Mean, alone.Deviation), (moments.Sum, moments.Mean, moments.Deviation));
        Assert.Equal(0.7, moments.Sum, 12);
        Assert.NotEqual(0.7, naive, 9);
    }

    /// <summary>Small spreads far from zero, where the difference of two large sums of doubles has nothing left.</summary>
    [Fact]
    public void ASmallSpreadFarFromZeroIsWhatItIs()
    {
        double[] values = [1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75];
        Moments moments = default;
        moments.Move(values, 0, 3, squares: true);

        Assert.Equal(0.25, moments.Deviation);
        Assert.Equal(1e9 + 0.5, moments.Mean);
    }

    private static void Close(BigInteger wanted, double given) =>
        Assert.True(BigInteger.Abs(wanted - (BigInteger)given) <= BigInteger.Abs(wanted) >> 51, $"{given:R} is not {wanted}");
}
