using System.Numerics;

namespace Detector.Models.Training;

/// <summary>Points in groups about centres, by k-means: each belongs to the nearest centre, which is the mean of its points.</summary>
internal sealed class Clusters
{
    private readonly float[] _points;
    private readonly int _width;
    private readonly int _count;

    /// <param name="points">[N * n].</param>
    /// <param name="width">Numbers a point, n.</param>
    /// <param name="count">Centres, at most as many as points.</param>
    /// <param name="seed">Seed of the points that they start from.</param>
    public Clusters(float[] points, int width, int count, int seed)
    {
        (_points, _width, _count) = (points, width, count);
        Centres = new float[count * width];
        int[] order = [.. Enumerable.Range(0, points.Length / width)];
        new Random(seed).Shuffle(order);
        for (int i = 0; i < count; i++)
        {
            points.AsSpan(order[i] * width, width).CopyTo(Centres.AsSpan(i * width));
        }
    }

    /// <summary>[count * n].</summary>
    public float[] Centres { get; }

    /// <summary>Moves the centres so many times; one that no point is nearest to stays.</summary>
    public void Run(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            double[] sums = new double[Centres.Length];
            int[] members = new int[_count];
            for (int start = 0; start < _points.Length; start += _width)
            {
                ReadOnlySpan<float> point = _points.AsSpan(start, _width);
                int nearest = Nearest(point);
                members[nearest]++;
                for (int i = 0; i < _width; i++)
                {
                    sums[(nearest * _width) + i] += point[i];
                }
            }

            for (int i = 0; i < sums.Length; i++)
            {
                Centres[i] = members[i / _width] > 0 ? (float)(sums[i] / members[i / _width]) : Centres[i];
            }
        }
    }

    private int Nearest(ReadOnlySpan<float> point)
    {
        (int nearest, float least) = (0, float.PositiveInfinity);
        for (int centre = 0; centre < _count; centre++)
        {
            float square = Square(point, Centres.AsSpan(centre * _width, _width));
            (nearest, least) = square < least ? (centre, square) : (nearest, least);
        }

        return nearest;
    }

    private static float Square(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> difference = new Vector<float>(a[i..]) - new Vector<float>(b[i..]);
            sum = Vector.FusedMultiplyAdd(difference, difference, sum);
        }

        float square = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            square += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return square;
    }
}
