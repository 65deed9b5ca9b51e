using Detector.Models.Families;
using Detector.Models.Scoring;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Scoring;

/// <summary>Against a measure whose parts are known: the sum of every number's square, each times its place.</summary>
public class OcclusionTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(150)] // more than are tried at once
    public void ANumberFallsByItsPart(int width)
    {
        using var module = new WeightedSquares(width);
        using var occlusion = new Occlusion(module, width, CPU);
        float[] sample = [.. Enumerable.Range(0, width).Select(i => i % 5 - 2f)];
        sample[1] = float.NaN;

        double[] falls = occlusion.Falls(sample, new float[width],
            (float)Enumerable.Range(0, width).Where(i => i != 1).Sum(i => i * sample[i] * sample[i]));

        Assert.Equal(Enumerable.Range(0, width).Select(i => i == 1 ? 0.0 : i * sample[i] * sample[i]), falls);
    }

    [Fact]
    public void WhatMakesTheMeasureSmallerHasNoPart()
    {
        using var module = new WeightedSquares(2);
        using var occlusion = new Occlusion(module, 2, CPU);

        // The model would have 7 where the sample has 1: the measure rises by 48.
        Assert.Equal([0, 0], occlusion.Falls([3, 1], [3, 7], 1));
    }

    private sealed class WeightedSquares : Autoencoder
    {
        private readonly Tensor _weights;

        public WeightedSquares(int width)
            : base("squares")
        {
            _weights = arange(Kept(0), Kept(width), float32);
            RegisterComponents();
        }

        public override int CodeWidth => 1;

        public override ModelOutput forward(Tensor batch) =>
            new(zeros_like(batch), batch.narrow(1, 0, 1), batch.nan_to_num().square().mul(_weights).sum(1));

        public override Tensor Loss(Tensor input, Tensor target, double progress) =>
            throw new NotSupportedException("nothing is learned here");
    }
}
