using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class BatchScoresTests
{
    // Residual, distance, neighbours, code, regions; then the shares in per cent.
    [Theory]
    [InlineData(new[] { 1f, 2, 1, 1, 0 }, "25 50 0 25 0")]
    [InlineData(new[] { 1f, 2, 3, 0, 0 }, "25 0 75 0 0")]
    [InlineData(new[] { 1f, 2, 1, 1, 3.9f }, "25 50 0 25 0")]
    [InlineData(new[] { 1f, 2, 1, 1, 4.1f }, "0 0 0 0 100")]
    [InlineData(new[] { 0f, 0, 0, 0, 0 }, "0 0 0 0 0")]
    [InlineData(new[] { float.PositiveInfinity, 2, 1, 1, 0 }, "100 0 0 0 0")]
    [InlineData(new[] { -1f, 2, 0, 2, 0 }, "0 50 0 50 0")]
    public void OnlyPartsThatMakeTheScoreHaveAShareOfIt(float[] parts, string expected)
    {
        var scores = new BatchScores(2);
        (scores.Residual[1], scores.Distance[1], scores.Neighbours[1]) = (parts[0], parts[1], parts[2]);
        (scores.Code[1], scores.Regions[1]) = (parts[3], parts[4]);

        IReadOnlyList<ScorePart> shares = scores.PartShares(1);

        Assert.Equal(BatchScores.PartNames, shares.Select(part => part.Name));
        Assert.Equal(expected, string.Join(' ', shares.Select(part => Math.Round(100 * part.Value))));
    }
}
