using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Settings;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families;

public class LossesTests
{
    [Theory]
    [InlineData(0.25f, 0.0625)]
    [InlineData(0.5f, 0.25)]
    [InlineData(2f, 1.75)]
    [InlineData(-10f, 9.75)]
    public void HubersIsTheSquareUpToAHalfAndRisesAsTheErrorDoesBeyond(float error, double expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor loss = Losses.Reconstruction(LossKind.Huber, new SampleLayout(1), tensor(new[] { error }).reshape(1, 1), zeros(1, 1));
        Assert.Equal(expected, loss.item<float>(), 1e-6);
    }

    [Theory]
    [InlineData(0.05, 40, 2)]
    [InlineData(0.05, 39, 1)]
    [InlineData(0.05, 19, 0)]
    [InlineData(0.5, 4, 2)]
    public void TheRowsWithTheLargestLossAreLeftOut(double share, int rows, int left)
    {
        // Row i is off by i + 1, in both of its numbers; the last rows are off most.
        using DisposeScope scope = NewDisposeScope();
        Tensor made = arange(1, rows + 1, ScalarType.Float32).unsqueeze(1).repeat(1, 2).requires_grad_(true);
        Tensor loss = Losses.Reconstruction(LossKind.Mae, new SampleLayout(2), made, zeros(rows, 2), share);
        loss.backward();

        Assert.Equal(Enumerable.Range(1, rows - left).Average(), loss.item<float>(), 1e-4);
        float[] gradient = made.grad!.data<float>().ToArray();
        Assert.All(gradient[..(2 * (rows - left))], value => Assert.Equal(1f / (2 * (rows - left)), value, 1e-6));
        Assert.All(gradient[(2 * (rows - left))..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void WhatARowLacksCountsForNothingInItsLoss()
    {
        using DisposeScope scope = NewDisposeScope();
        float none = float.NaN;
        Tensor target = tensor([0, none, 0, 0, none, none], [3, 2]);
        Tensor made = tensor([3, none, 1, 2, none, 9], [3, 2]).requires_grad_(true);
        Tensor loss = Losses.Reconstruction(LossKind.Mae, new SampleLayout(1, 2), made, target, 0.34);
        loss.backward();

        // Rows off by 3, by 1.5 and by nothing: the first is left out.
        Assert.Equal(0.75, loss.item<float>(), 1e-6);
        Assert.All(made.grad!.data<float>().ToArray(), value => Assert.True(float.IsFinite(value)));
    }
}
