using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Models.Training;
using TorchSharp;

namespace Detector.Models.Tests.Training;

public class ReferenceRowsTests
{
    [Theory]
    [InlineData(3000, 30, 16, 64)]
    [InlineData(3000, 500, 4, 65)]
    [InlineData(3000, 2000, 2, 64)]
    [InlineData(300, 30, 4, 75)]
    [InlineData(41, 30, 2, 20)]
    public void AScoreMeasuresFromAsManyAsItsWidthAllows(int rows, int width, int groups, int each)
    {
        Neighbours neighbours = Draw(rows, width, 1);
        Assert.Equal((groups, each, width), (neighbours.Groups, neighbours.GroupRows, neighbours.Width));
        Assert.Equal(groups * each * width, neighbours.Rows.Length);
        Assert.Equal(groups * each, neighbours.Rows.Chunk(width).Select(row => row[0]).Distinct().Count());
    }

    [Fact]
    public void TheSameSeedDrawsTheSameRows()
    {
        Assert.Equal(Draw(500, 8, 1).Rows, Draw(500, 8, 1).Rows);
        Assert.NotEqual(Draw(500, 8, 1).Rows, Draw(500, 8, 2).Rows);
    }

    [Fact]
    public void WhatARowLacksIsTakenAsTheOthersMean()
    {
        // Of two steps the first row of a file has one only.
        using DisposeScope scope = torch.NewDisposeScope();
        var rows = new RowSet(1);
        for (int i = 0; i < 4; i++)
        {
            rows.Add([i]);
        }

        Neighbours neighbours = ReferenceRows.Draw(Of(SampleSet.Sequences(rows, 2, [0])), 4, 1, seed: 1).Neighbours;

        float[][] pairs = [.. neighbours.Rows.Chunk(2).OrderBy(pair => pair[1])];
        Assert.Equal((pairs[1][0] + pairs[2][0] + pairs[3][0]) / 3, pairs[0][0], 1e-6);
        Assert.All(neighbours.Rows, number => Assert.True(float.IsFinite(number)));
    }

    private static Neighbours Draw(int rows, int width, int seed)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return ReferenceRows.ForScores(Of(SampleSet.Vectors(Sample.Rows(rows, width))), seed);
    }

    private static Samples Of(SampleSet set) =>
        Samples.Of(set, FeatureTransform.Fit(Sample.Schema(set.Rows.FieldCount), set.Rows, [.. Enumerable.Range(0, set.Count)]));
}
