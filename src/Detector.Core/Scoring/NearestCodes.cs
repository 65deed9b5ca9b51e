using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>Mean distance from a code to its nearest reference codes, by comparing with all of them, a vector of codes at a time.</summary>
internal sealed class NearestCodes
{
    private readonly Vector<float>[] _blocks;
    private readonly Vector<float>[] _distances;
    private readonly int _width;
    private readonly int _neighbours;
    private readonly float[] _nearest;

    /// <param name="references">[R * width] codes, row-major; R at least 1.</param>
    /// <param name="width">Width of a code.</param>
    /// <param name="neighbours">Number of nearest codes; R where there are fewer.</param>
    public NearestCodes(ReadOnlySpan<float> references, int width, int neighbours)
    {
        int count = references.Length / width;
        int blocks = (count + Vector<float>.Count - 1) / Vector<float>.Count;
        _width = width;
        _neighbours = Math.Min(neighbours, count);
        _nearest = new float[_neighbours];
        _distances = new Vector<float>[blocks];

        // Block-major: the first coordinates of as many codes as a vector holds, then their second ones, and so on.
        // Missing codes of the last block are infinitely far away.
        _blocks = new Vector<float>[blocks * width];
        Span<float> lanes = MemoryMarshal.Cast<Vector<float>, float>(_blocks.AsSpan());
        lanes.Fill(float.PositiveInfinity);
        for (int i = 0; i < count; i++)
        {
            (int block, int lane) = Math.DivRem(i, Vector<float>.Count);
            for (int d = 0; d < width; d++)
            {
                lanes[(((block * width) + d) * Vector<float>.Count) + lane] = references[(i * width) + d];
            }
        }
    }

    /// <summary>Mean Euclidean distance to the nearest codes; not finite where the code is not.</summary>
    public float MeanDistance(ReadOnlySpan<float> code)
    {
        float bound = Distances(code);
        return float.IsFinite(bound) ? MeanOfNearest(bound) : float.PositiveInfinity;
    }

    // Squared distances to all; returns a bound that at least as many of them as are wanted do not pass.
    private float Distances(ReadOnlySpan<float> code)
    {
        ReadOnlySpan<Vector<float>> blocks = _blocks;
        var least = new Vector<float>(float.PositiveInfinity);
        for (int b = 0; b < _distances.Length; b++)
        {
            Vector<float> sum = Vector<float>.Zero;
            ReadOnlySpan<Vector<float>> block = blocks.Slice(b * _width, _width);
            for (int d = 0; d < block.Length; d++)
            {
                Vector<float> difference = block[d] - new Vector<float>(code[d]);
                sum = Vector.FusedMultiplyAdd(difference, difference, sum);
            }

            _distances[b] = sum;
            least = Vector.Min(least, sum);
        }

        // A lane's least distance is one of them, so the k-th smallest lane bounds the k-th smallest distance.
        if (_neighbours > Vector<float>.Count)
        {
            return float.MaxValue;
        }

        Span<float> lanes = stackalloc float[Vector<float>.Count];
        least.CopyTo(lanes);
        lanes.Sort();
        return lanes[_neighbours - 1];
    }

    private float MeanOfNearest(float bound)
    {
        Span<float> nearest = _nearest;
        nearest.Fill(float.PositiveInfinity);
        for (int b = 0; b < _distances.Length; b++)
        {
            if (!Vector.LessThanOrEqualAny(_distances[b], new Vector<float>(bound)))
            {
                continue;
            }

            for (int lane = 0; lane < Vector<float>.Count; lane++)
            {
                Insert(nearest, _distances[b][lane]);
            }

            bound = Math.Min(bound, nearest[^1]);
        }

        float sum = 0;
        foreach (float squared in nearest)
        {
            sum += MathF.Sqrt(squared);
        }

        return sum / nearest.Length;
    }

    private static void Insert(Span<float> sorted, float value)
    {
        int i = sorted.Length - 1;
        if (!(value < sorted[i]))
        {
            return;
        }

        for (; i > 0 && sorted[i - 1] > value; i--)
        {
            sorted[i] = sorted[i - 1];
        }

        sorted[i] = value;
    }
}
