using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>
/// How far a sample's features are from those of the training samples: the features alone, or together with the squares of what they are
/// from their means, where the <see cref="Whitening"/> is of twice as many columns. One instance serves one thread; allocates nothing per
/// sample.
/// </summary>
internal sealed class FeatureDistance
{
    private const int MostOnStack = 256;

    private readonly WhitenedDistance _distance;
    private readonly float[] _map;
    private readonly float[] _mean;
    private readonly float[] _expanded;
    private readonly int _width;

    /// <param name="whitening">Of F columns, or of 2F: the features and their squares.</param>
    /// <param name="width">F.</param>
    /// <param name="mayLack">Whether a sample may lack numbers (NaN), which are then taken as their mean.</param>
    public FeatureDistance(Whitening whitening, int width, bool mayLack)
    {
        (_distance, _map, _mean, _width) = (new WhitenedDistance(whitening, mayLack), whitening.Map, whitening.Mean, width);
        _expanded = new float[whitening.Width == width ? 0 : 2 * width * WhitenedDistance.Block];
    }

    /// <summary>Distances of samples; not finite where one of a sample's numbers is not.</summary>
    /// <param name="rows">[N * F] at least.</param>
    /// <param name="distances">[N] out.</param>
    public void Of(ReadOnlySpan<float> rows, Span<float> distances)
    {
        if (_expanded.Length == 0)
        {
            _distance.Of(rows, distances);
            return;
        }

        for (int start = 0; start < distances.Length; start += WhitenedDistance.Block)
        {
            int count = Math.Min(WhitenedDistance.Block, distances.Length - start);
            for (int i = 0; i < count; i++)
            {
                Expand(rows.Slice((start + i) * _width, _width), _expanded.AsSpan(2 * i * _width, 2 * _width));
            }

            _distance.Of(_expanded, distances.Slice(start, count));
        }
    }

    /// <summary>[F] each feature's part in the square of a sample's distance.</summary>
    public double[] Parts(ReadOnlySpan<float> row)
    {
        Of(row, stackalloc float[1]);
        double[] parts = new double[_width];
        for (int i = 0; i < _width; i++)
        {
            parts[i] = Square(_distance.Coordinates[i]) + (_expanded.Length == 0 ? 0 : Square(_distance.Coordinates[_width + i]));
        }

        return parts;
    }

    /// <summary>
    /// Which other features make some features' part in the distance as large as it is: for each group of features, the share of the part
    /// that goes when the group is taken out, as if it were as usual. A feature's coordinate is a sum over all features, each weighted by
    /// how they vary together (the corr-max partition of P. Garthwaite and I. Koch, 2016), so that taking one out is taking its term out
    /// of the sum: an occlusion (M. Zeiler and R. Fergus, 2014) without another pass. That a part which is large though the feature's own
    /// value is not means a broken relation, and with whom, is how signals of such distances are read since R. Mason, N. Tracy and J.
    /// Young (1995).
    /// </summary>
    /// <param name="first">The first of the features whose part it is, in the sample that was asked for last.</param>
    /// <param name="count">How many they are; they belong to no group.</param>
    /// <param name="groups">[F] the group of each feature.</param>
    /// <param name="falls">[groups] to add to; below 0 where a group makes the part smaller.</param>
    public void AddFalls(int first, int count, ReadOnlySpan<int> groups, Span<double> falls)
    {
        ReadOnlySpan<float> differences = _distance.Differences;
        Span<double> terms = stackalloc double[MostOnStack];
        terms = falls.Length <= MostOnStack ? terms[..falls.Length] : new double[falls.Length];
        double whole = 0;
        for (int start = first; start < differences.Length; start += _width)
        {
            for (int line = start; line < start + count; line++)
            {
                whole += Square(_distance.Coordinates[line]);
            }
        }

        if (!(whole > 0) || !double.IsFinite(whole))
        {
            return;
        }

        for (int start = first; start < differences.Length; start += _width)
        {
            for (int line = start; line < start + count; line++)
            {
                AddTerms(_map.AsSpan(line * differences.Length, differences.Length), first, count, groups, terms);
                double u = _distance.Coordinates[line];
                for (int group = 0; group < terms.Length; group++)
                {
                    falls[group] += (Square(u) - Square(u - terms[group])) / whole;
                }
            }
        }
    }

    // What each group's features, and their squares, add to a coordinate.
    private void AddTerms(ReadOnlySpan<float> map, int first, int count, ReadOnlySpan<int> groups, Span<double> terms)
    {
        terms.Clear();
        ReadOnlySpan<float> differences = _distance.Differences;
        for (int start = 0; start < differences.Length; start += _width)
        {
            for (int i = 0; i < first; i++)
            {
                terms[groups[i]] += (double)map[start + i] * differences[start + i];
            }

            for (int i = first + count; i < _width; i++)
            {
                terms[groups[i]] += (double)map[start + i] * differences[start + i];
            }
        }
    }

    private static double Square(double value) => value * value;

    private void Expand(ReadOnlySpan<float> row, Span<float> expanded)
    {
        row.CopyTo(expanded);
        Span<float> squares = expanded[_width..];
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(row);
        ReadOnlySpan<Vector<float>> mean = MemoryMarshal.Cast<float, Vector<float>>(_mean.AsSpan(0, _width));
        Span<Vector<float>> result = MemoryMarshal.Cast<float, Vector<float>>(squares);
        for (int i = 0; i < x.Length; i++)
        {
            Vector<float> difference = x[i] - mean[i];
            result[i] = difference * difference;
        }

        for (int i = x.Length * Vector<float>.Count; i < _width; i++)
        {
            float difference = row[i] - _mean[i];
            squares[i] = difference * difference;
        }
    }
}
