using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Training;
using TorchSharp;

namespace Detector.Models.Tests.Training;

public class RowTrimTests
{
    [Theory]
    [InlineData(300, 6)]
    [InlineData(3000, 30)]
    public void AClumpOfAlikeAnomaliesGoesAlthoughEachHasNearNeighbours(int usual, int clump)
    {
        // The clump's rows lie closer together than usual ones do.
        var random = new Random(3);
        RowSet rows = Sample.Rows(usual, 5);
        for (int i = 0; i < clump; i++)
        {
            rows.Add([4 + (0.01 * random.NextDouble()), 14, 16, 34, 36]);
        }

        int[] kept = Kept(rows, clump);

        Assert.Equal(Enumerable.Range(0, usual), kept);
    }

    [Fact]
    public void RowsThatAreMeasuredFromDoNotFindThemselves()
    {
        // All rows are measured from, in one group: only the two far ones are far from every other.
        RowSet rows = Sample.Rows(24, 5);
        rows.Add([90, 14, 16, 34, 36]);
        rows.Add([4, 14, 16, -134, 36]);

        Assert.Equal(Enumerable.Range(0, 24), Kept(rows, 2));
    }

    [Fact]
    public void WhatIsOffAnyScaleGoesFirst()
    {
        RowSet rows = Sample.Rows(50, 5);
        rows.Add([double.MaxValue, 14, 16, 34, 36]);
        rows.Add([4, 14, 16, -134, 36]);

        Assert.Equal([.. Enumerable.Range(0, 50), 51], Kept(rows, 1, Scaling.None));
    }

    [Fact]
    public void ASequenceThatLacksStepsStays()
    {
        // The first of each file's rows ends a sequence of one step.
        using DisposeScope scope = torch.NewDisposeScope();
        RowSet rows = Sample.Rows(60, 5);
        var set = SampleSet.Sequences(rows, 3, [0, 20, 40]);
        var samples = Samples.Of(set, FeatureTransform.Fit(Sample.Schema(5), rows, [.. Enumerable.Range(0, 60)]));

        int[] kept = RowTrim.Kept(samples, 10, seed: 1, CancellationToken.None);

        Assert.Equal(50, kept.Length);
        Assert.Superset(new HashSet<int> { 0, 1, 20, 21, 40, 41 }, kept.ToHashSet());
        Assert.Equal([0, 1, 20, 21, 40, 41], RowTrim.Kept(samples, 60, seed: 1, CancellationToken.None));
    }

    private static int[] Kept(RowSet rows, int trimmed, Scaling scaling = Scaling.Standard)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var schema = new Schema(
            new() { Fields = [.. Enumerable.Range(0, 5).Select(i => new FieldSettings { Name = $"f{i}", Scaling = scaling })] });
        var samples = Samples.Of(SampleSet.Vectors(rows), FeatureTransform.Fit(schema, rows, [.. Enumerable.Range(0, rows.Count)]));
        return RowTrim.Kept(samples, trimmed, seed: 1, CancellationToken.None);
    }
}
