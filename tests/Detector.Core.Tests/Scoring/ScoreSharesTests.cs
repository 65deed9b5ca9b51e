using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class ScoreSharesTests
{
    [Fact]
    public void EachPartIsSplitByItsOwnMeasure()
    {
        double[] shares = ScoreShares.Of([3, 1], [0, 2], residual: 6, position: 2);

        // The first has three quarters of the residual's 6, the second the rest and the whole of the other part's 2.
        Assert.Equal([4.5 / 8, 3.5 / 8], shares);
    }

    [Fact]
    public void AnInfinitePartOutweighsAFiniteOne() =>
        Assert.Equal([0, 1], ScoreShares.Of([5, double.PositiveInfinity], [5, 0], double.PositiveInfinity, 1));

    [Fact]
    public void WhereNothingStandsOutAllShareAlike() =>
        Assert.Equal([0.25, 0.25, 0.25, 0.25], ScoreShares.Of(new double[4], new double[4], 0, 0));

    [Fact]
    public void SharesAddUpToOneWhateverTheParts()
    {
        var random = new Random(3);
        double[] special = [0, double.NaN, double.PositiveInfinity, 1e77];
        for (int trial = 0; trial < 1000; trial++)
        {
            double[] Parts() =>
                [.. Enumerable.Range(0, 5).Select(_ => random.Next(4) == 0 ? special[random.Next(special.Length)] : random.NextDouble())];
            double Part() => random.Next(5) switch { 0 => 0, 1 => double.PositiveInfinity, _ => random.NextDouble() };

            double[] shares = ScoreShares.Of(Parts(), Parts(), Part(), Part());

            Assert.Equal(1, shares.Sum(), 1e-9);
            Assert.All(shares, share => Assert.InRange(share, 0, 1));
        }
    }
}
