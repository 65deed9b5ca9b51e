using Detector.Core.Features;
using Detector.Core.Samples;

namespace Detector.Core.Tests.Samples;

public class SampleSetTests
{
    [Fact]
    public void ASequenceIsARowWithThoseBeforeIt()
    {
        // Two sequences, 0..4 and 5..7: the first rows of each lack steps.
        var set = SampleSet.Sequences(Rows(8, 1), 3, [0, 5]);

        double none = double.NaN;
        double[][] expected =
        [
            [none, none, 0], [none, 0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4],
            [none, none, 5], [none, 5, 6], [5, 6, 7],
        ];
        Assert.Equal(expected, Enumerable.Range(0, set.Count).Select(i => Copy(set, i)));
    }

    [Fact]
    public void StepsLieAStrideApartAndOnlyFullSequencesAreSamplesWhereTheyWait()
    {
        var set = SampleSet.Sequences(Rows(9, 1), new WindowSettings { Steps = 3, Stride = 2, UntilFull = UntilFull.Wait }, [0, 6]);

        double none = double.NaN;
        double[][] expected =
        [
            [none, none, 0], [none, none, 1], [none, 0, 2], [none, 1, 3], [0, 2, 4], [1, 3, 5],
            [none, none, 6], [none, none, 7], [none, 6, 8],
        ];
        Assert.Equal(expected, Enumerable.Range(0, set.Count).Select(i => Copy(set, i)));
        Assert.Equal([4, 5], Enumerable.Range(0, set.Count).Where(set.IsSample));
    }

    [Fact]
    public void AVectorIsItsRow()
    {
        var set = SampleSet.Vectors(Rows(3, 2));

        Assert.Equal([2, 3], Copy(set, 1));
        Assert.Equal("vector [7]", set.Layout.Of(7).ToString());
    }

    [Fact]
    public void AnImageIsItsRow()
    {
        var set = SampleSet.Of(Rows(3, 6), new SampleLayout(1, 2, 3));

        Assert.Equal([6, 7, 8, 9, 10, 11], Copy(set, 1));
        Assert.Equal("image [1, 2, 3]", set.Layout.Of(6).ToString());
        Assert.Contains("6 pixels, but scaled rows have 8", Assert.Throws<ArgumentException>(() => set.Layout.Of(8)).Message);
    }

    [Fact]
    public void ASequenceOfOneStepIsStillASequence() =>
        Assert.Equal("sequence [1, 4]", SampleSet.Sequences(Rows(3, 2), 1, [0]).Layout.Of(4).ToString());

    [Fact]
    public void AnImageOfOtherPixelsIsRefused() =>
        Assert.Contains("6 numbers, but the rows have 5",
            Assert.Throws<ArgumentException>(() => SampleSet.Of(Rows(3, 5), new SampleLayout(1, 2, 3))).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(1, 2)]
    [InlineData(1, 0, 4, 4)]
    [InlineData(1, 0, 8)]
    [InlineData(1)]
    public void StepsAndStartsAreChecked(int steps, params int[] starts) =>
        Assert.Throws<ArgumentException>(() => SampleSet.Sequences(Rows(8, 1), steps, starts));

    private static double[] Copy(SampleSet set, int index)
    {
        double[] raw = new double[set.Layout.Width];
        set.CopyTo(index, raw);
        return raw;
    }

    // 0, 1, 2 … row by row.
    private static RowSet Rows(int count, int fields)
    {
        var rows = new RowSet(fields);
        for (int i = 0; i < count; i++)
        {
            rows.Add([.. Enumerable.Range(i * fields, fields).Select(n => (double)n)]);
        }

        return rows;
    }
}
