using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Networks;

/// <summary>
/// Runs rows through fully connected layers, four at a time and one block after the other, so that what they are on the way stays in the
/// processor's first cache. What is made of a row has the same bits whatever rows are beside it. One instance serves one thread; allocates
/// nothing per row.
/// </summary>
public sealed class FeedForward
{
    private const int Block = BlockMatrix.Block;

    private const float SeluScale = 1.0507009873554805f;
    private const float SeluAlpha = 1.6732632423543772f;
    private const float LeakySlope = 0.01f;

    private readonly IReadOnlyList<Layer> _layers;
    private readonly BlockMatrix[] _matrices;
    private readonly Vector<float>[][] _biases;
    private readonly int _codeLayer;
    private readonly Vector<float>[] _products = new Vector<float>[2 * Block];

    // What a block's rows are before and behind a layer.
    private float[] _before;
    private float[] _behind;

    /// <param name="layers">The layers in their order; each takes as many numbers as the one before makes.</param>
    /// <param name="codeLayer">Index of the layer that makes the code.</param>
    public FeedForward(IReadOnlyList<Layer> layers, int codeLayer)
    {
        for (int i = 1; i < layers.Count; i++)
        {
            if (layers[i].Inputs != layers[i - 1].Outputs)
            {
                throw new ArgumentException(
                    $"Layer {i} takes {layers[i].Inputs} numbers, the one before it makes {layers[i - 1].Outputs}.");
            }
        }

        (_layers, _codeLayer) = (layers, codeLayer);
        _matrices = [.. layers.Select(layer => new BlockMatrix(layer.Weights, layer.Inputs))];
        _biases = [.. layers.Select(layer => Padded(layer.Biases))];
        int widest = Math.Max(layers[0].Inputs, _matrices.Max(matrix => matrix.Pairs * BlockMatrix.Lanes));
        (_before, _behind) = (new float[Block * widest], new float[Block * widest]);
    }

    /// <summary>Runs rows through all layers.</summary>
    /// <param name="rows">[count * inputs of the first layer] at least, row-major.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="outputs">[count * outputs of the last layer] at least: what it makes of them.</param>
    /// <param name="codes">[count * outputs of the code's layer] at least: what that makes of them.</param>
    public void Run(ReadOnlySpan<float> rows, int count, Span<float> outputs, Span<float> codes)
    {
        int width = _layers[0].Inputs;
        for (int start = 0; start < count; start += Block)
        {
            int taken = Math.Min(Block, count - start);
            rows.Slice(start * width, taken * width).CopyTo(_before);

            // What an earlier block left behind might be what is slow to reckon with: not finite, or next to nothing.
            _before.AsSpan(taken * width, (Block - taken) * width).Clear();
            int stride = width;
            for (int layer = 0; layer < _layers.Count; layer++)
            {
                stride = Apply(layer, stride);
                if (layer == _codeLayer)
                {
                    Copy(taken, stride, _layers[layer].Outputs, codes[(start * _layers[layer].Outputs)..]);
                }
            }

            Copy(taken, stride, _layers[^1].Outputs, outputs[(start * _layers[^1].Outputs)..]);
        }
    }

    // Numbers from one row to the next behind the layer.
    private int Apply(int layer, int stride)
    {
        BlockMatrix matrix = _matrices[layer];
        ReadOnlySpan<Vector<float>> biases = _biases[layer];
        int vectors = 2 * matrix.Pairs;
        Span<Vector<float>> behind = MemoryMarshal.Cast<float, Vector<float>>(_behind.AsSpan());
        for (int pair = 0; pair < matrix.Pairs; pair++)
        {
            matrix.Multiply(pair, _before, stride, biases[2 * pair], biases[(2 * pair) + 1], _products);
            Apply(_layers[layer].Nonlinearity, _products);
            for (int i = 0; i < _products.Length; i++)
            {
                behind[(i / 2 * vectors) + (2 * pair) + (i & 1)] = _products[i];
            }
        }

        (_before, _behind) = (_behind, _before);
        return matrix.Pairs * BlockMatrix.Lanes;
    }

    private void Copy(int count, int stride, int width, Span<float> target)
    {
        for (int row = 0; row < count; row++)
        {
            _before.AsSpan(row * stride, width).CopyTo(target[(row * width)..]);
        }
    }

    private static void Apply(Nonlinearity nonlinearity, Span<Vector<float>> numbers)
    {
        switch (nonlinearity)
        {
            case Nonlinearity.None:
                break;
            case Nonlinearity.Selu:
                foreach (ref Vector<float> x in numbers)
                {
                    x = SeluScale * Where(x, x, SeluAlpha * (Exp(x) - Vector<float>.One));
                }

                break;
            case Nonlinearity.Relu:
                foreach (ref Vector<float> x in numbers)
                {
                    x = Vector.Max(x, Vector<float>.Zero);
                }

                break;
            case Nonlinearity.LeakyRelu:
                foreach (ref Vector<float> x in numbers)
                {
                    x = Where(x, x, LeakySlope * x);
                }

                break;
            case Nonlinearity.Elu:
                foreach (ref Vector<float> x in numbers)
                {
                    x = Where(x, x, Exp(x) - Vector<float>.One);
                }

                break;
            case Nonlinearity.Silu:
                foreach (ref Vector<float> x in numbers)
                {
                    x /= Vector<float>.One + Exponential.Of(-x);
                }

                break;
            case Nonlinearity.Tanh:
                foreach (ref Vector<float> x in numbers)
                {
                    x = Vector<float>.One - (new Vector<float>(2) / (Exponential.Of(2 * x) + Vector<float>.One));
                }

                break;
            case Nonlinearity.Sigmoid:
                foreach (ref Vector<float> x in numbers)
                {
                    x = Vector<float>.One / (Vector<float>.One + Exponential.Of(-x));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(nonlinearity), nonlinearity, null);
        }
    }

    // Of positive numbers it is not asked for. What is no number stays none: the second one is taken then.
    private static Vector<float> Exp(Vector<float> x) => Exponential.Of(Vector.MinNative(Vector<float>.Zero, x));

    private static Vector<float> Where(Vector<float> x, Vector<float> positive, Vector<float> otherwise) =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), positive, otherwise);

    private static Vector<float>[] Padded(float[] biases)
    {
        var vectors = new Vector<float>[(biases.Length + BlockMatrix.Lanes - 1) / BlockMatrix.Lanes * 2];
        biases.CopyTo(MemoryMarshal.Cast<Vector<float>, float>(vectors.AsSpan()));
        return vectors;
    }
}
