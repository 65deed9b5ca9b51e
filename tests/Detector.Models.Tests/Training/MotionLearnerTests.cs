using Detector.Core.Formats.Frames;
using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

public class MotionLearnerTests
{
    /// <summary>In one cell all walk to the right, in the other both ways: to the left is rare in one of them.</summary>
    [Fact]
    public void WhatIsRareIsToldByCell()
    {
        var random = new Random(1);
        byte[] codes = [.. Enumerable.Range(0, 900).SelectMany(i => new[] { i % 3 > 0 ? (byte)0 : (byte)14, Both(random) })];

        float[] motions = MotionLearner.Learn(codes, cells: 2, tail: 1.5f, blocks: 3);

        Assert.Equal(2 * Motion.Codes, motions.Length);
        Assert.Equal((0, 0), (motions[0], motions[Motion.Codes]));
        double unit = motions[14] / -Math.Log((300 + (5 / 21.0)) / 305);
        Assert.Equal(unit * -Math.Log(5 / 21.0 / 305), motions[8], 1e-4);
        Assert.True(motions[8] > 3 * motions[Motion.Codes + 8], $"{motions[8]} {motions[Motion.Codes + 8]}");

        // Usual frames had less than a cell has in which nothing was ever seen to move, which is what is rare here.
        Assert.Equal(1.5 / Math.Log(21), unit, 1e-4);
    }

    [Fact]
    public void OneFrameInFiftyHasTheTail()
    {
        byte[] codes = [.. Enumerable.Range(0, 3000).Select(i => i % 30 == 7 ? (byte)(1 + (i / 30 % 21)) : (byte)1)];

        float[] motions = MotionLearner.Learn(codes, cells: 1, tail: 2, blocks: 3);

        Assert.Equal(2, motions[5], 0.1);
    }

    [Fact]
    public void AFilmWithoutMotionTeachesThatAnyIsRare()
    {
        float[] motions = MotionLearner.Learn(new byte[90], cells: 3, tail: 1, blocks: 3);

        Assert.All(motions.Index(), of => Assert.Equal(of.Index % Motion.Codes == 0 ? 0 : 1, of.Item, 1e-4));
    }

    private static byte Both(Random random) => random.Next(2) == 0 ? (byte)8 : (byte)14;
}
