using Detector.Core.Networks;
using Detector.TestKit;

namespace Detector.Core.Tests.Networks;

public class FeedForwardTests
{
    public static TheoryData<Nonlinearity> Nonlinearities => [.. Enum.GetValues<Nonlinearity>()];

    [Theory]
    [MemberData(nameof(Nonlinearities))]
    public void ItIsLayerAfterLayer(Nonlinearity nonlinearity)
    {
        Layer[] layers = Random(nonlinearity, 29, 58, 17, 3, 33, 29);
        float[] rows = Numbers(11 * 29, 2, 3);
        float[] outputs = new float[11 * 29];
        float[] codes = new float[11 * 3];
        new FeedForward(layers, 2).Run(rows, 11, outputs, codes);

        for (int row = 0; row < 11; row++)
        {
            double[] numbers = [.. rows[(row * 29)..((row + 1) * 29)].Select(x => (double)x)];
            for (int layer = 0; layer < layers.Length; layer++)
            {
                numbers = Through(layers[layer], numbers);
                if (layer == 2)
                {
                    Near(numbers, codes[(row * 3)..((row + 1) * 3)]);
                }
            }

            Near(numbers, outputs[(row * 29)..((row + 1) * 29)]);
        }
    }

    [Fact]
    public void ARowHasTheSameBitsAloneAndAmongOthers()
    {
        var network = new FeedForward(Random(Nonlinearity.Selu, 30, 60, 4, 30), 1);
        float[] rows = Numbers(50 * 30, 3, 2);
        float[] together = new float[50 * 30];
        network.Run(rows, 50, together, new float[50 * 4]);

        float[] alone = new float[50 * 30];
        for (int i = 49; i >= 0; i--)
        {
            network.Run(rows.AsSpan(i * 30, 30), 1, alone.AsSpan(i * 30, 30), new float[4]);
        }

        Assert.Equal(together, alone);
    }

    [Fact]
    public void WhatIsNoNumberSpoilsItsOwnRowOnly()
    {
        var network = new FeedForward(Random(Nonlinearity.Selu, 3, 5, 2, 3), 1);
        float[] rows = [1, 2, 3, 1, float.NaN, 3, 1, 2, 3];
        float[] outputs = new float[9];
        network.Run(rows, 3, outputs, new float[6]);

        Assert.All(outputs[3..6], x => Assert.True(float.IsNaN(x)));
        Assert.Equal(outputs[..3], outputs[6..]);
        Assert.All(outputs[..3], x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void LargeNumbersAreWhereTheNonlinearitiesEnd()
    {
        (Nonlinearity, float, float)[] ends =
        [
            (Nonlinearity.Selu, -1.7580993f, 1050.70098f), (Nonlinearity.Relu, 0, 1000), (Nonlinearity.LeakyRelu, -10, 1000),
            (Nonlinearity.Elu, -1, 1000), (Nonlinearity.Silu, 0, 1000), (Nonlinearity.Tanh, -1, 1), (Nonlinearity.Sigmoid, 0, 1),
        ];
        foreach ((Nonlinearity nonlinearity, float low, float high) in ends)
        {
            float[] outputs = new float[2];
            new FeedForward([new Layer([1], [0], nonlinearity)], 0).Run([-1000, 1000], 2, outputs, new float[2]);

            Assert.Equal(low, outputs[0], 1e-6f);
            Assert.Equal(high, outputs[1], 1e-3f);
        }
    }

    [Fact]
    public void LayersThatDoNotFitAreRefused()
    {
        Layer[] layers = [.. Random(Nonlinearity.None, 4, 2), .. Random(Nonlinearity.None, 3, 4)];

        Assert.Equal("Layer 1 takes 3 numbers, the one before it makes 2.",
            Assert.Throws<ArgumentException>(() => new FeedForward(layers, 0)).Message);
    }

    [Fact]
    public void NothingIsAllocatedForARow()
    {
        var network = new FeedForward(Random(Nonlinearity.Selu, 30, 60, 4, 30), 1);
        float[] rows = Numbers(256 * 30, 3, 2);
        (float[] outputs, float[] codes) = (new float[256 * 30], new float[256 * 4]);

        Assert.Equal(0, Allocation.Least(() => network.Run(rows, 256, outputs, codes)));
    }

    private static double[] Through(Layer layer, double[] numbers) =>
        [.. Enumerable.Range(0, layer.Outputs).Select(line => Of(layer.Nonlinearity, layer.Biases[line]
            + numbers.Select((x, i) => x * layer.Weights[(line * layer.Inputs) + i]).Sum()))];

    private static double Of(Nonlinearity nonlinearity, double x) => nonlinearity switch
    {
        Nonlinearity.None => x,
        Nonlinearity.Selu => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)),
        Nonlinearity.Relu => Math.Max(0, x),
        Nonlinearity.LeakyRelu => x > 0 ? x : 0.01 * x,
        Nonlinearity.Elu => x > 0 ? x : Math.Exp(x) - 1,
        Nonlinearity.Silu => x / (1 + Math.Exp(-x)),
        Nonlinearity.Tanh => Math.Tanh(x),
        _ => 1 / (1 + Math.Exp(-x)),
    };

    private static void Near(double[] expected, float[] got) =>
        Assert.Equal(expected, got.Select(x => (double)x), (a, b) => Math.Abs(a - b) < 1e-5 * Math.Max(1, Math.Abs(a)));

    private static Layer[] Random(Nonlinearity nonlinearity, params int[] widths) =>
        [.. widths.Skip(1).Select((width, i) => new Layer(
            Numbers(width * widths[i], i, 1 / MathF.Sqrt(widths[i])), Numbers(width, 100 + i, 0.5f),
            i == widths.Length - 2 ? Nonlinearity.None : nonlinearity))];

    private static float[] Numbers(int count, int seed, float spread)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => spread * ((2 * random.NextSingle()) - 1))];
    }
}
