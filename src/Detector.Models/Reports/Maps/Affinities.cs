namespace Detector.Models.Reports.Maps;

/// <summary>
/// How likely each of n points is to pick another as its neighbour,
/// in the space that a map is made of (L. van der Maaten, G. Hinton, 2008).
/// </summary>
internal static class Affinities
{
    private const int MostHalvings = 60;
    private const double Tolerance = 1e-6;

    // Of points in one place no bell is too narrow; it must not become none.
    private const double SmallestMean = 1e-200;

    /// <summary>p_ij of section 3.1: symmetric, all of them together 1.</summary>
    /// <param name="squares">[n * n] squared distances.</param>
    /// <param name="n">Points.</param>
    /// <param name="perplexity">How many neighbours a point is to have, about; under n.</param>
    /// <returns>[n * n].</returns>
    public static double[] Joint(double[] squares, int n, double perplexity)
    {
        double[] conditional = Conditional(squares, n, perplexity);
        double[] joint = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                joint[(i * n) + j] = (conditional[(i * n) + j] + conditional[(j * n) + i]) / (2.0 * n);
            }
        }

        return joint;
    }

    /// <summary>
    /// p_j|i of equation 1, each row with the bandwidth that makes its perplexity the wanted one. Where more points than that lie in one
    /// place, their row is as near to it as can be.
    /// </summary>
    /// <returns>[n * n], row by row.</returns>
    public static double[] Conditional(double[] squares, int n, double perplexity)
    {
        double[] rows = new double[n * n];
        double entropy = Math.Log(perplexity);
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> distances = squares.AsSpan(i * n, n);
            Span<double> row = rows.AsSpan(i * n, n);
            double mean = Mean(distances);
            (double low, double high, double precision) = (0, double.PositiveInfinity, 1 / Math.Max(mean, SmallestMean));
            for (int halving = 0; halving < MostHalvings; halving++)
            {
                double difference = Fill(row, distances, i, precision) - entropy;
                if (Math.Abs(difference) < Tolerance)
                {
                    break;
                }

                // Too many neighbours: a narrower bell has fewer.
                (low, high) = difference > 0 ? (precision, high) : (low, precision);
                precision = double.IsInfinity(high) ? 2 * precision : (low + high) / 2;
            }
        }

        return rows;
    }

    private static double Mean(ReadOnlySpan<double> distances)
    {
        double sum = 0;
        foreach (double distance in distances)
        {
            sum += distance;
        }

        return sum / distances.Length;
    }

    // Equation 1 for one point, and the entropy of its row.
    private static double Fill(Span<double> row, ReadOnlySpan<double> distances, int self, double precision)
    {
        // Measured from the nearest, the sum cannot be nothing.
        double nearest = double.PositiveInfinity;
        for (int j = 0; j < row.Length; j++)
        {
            nearest = j == self ? nearest : Math.Min(nearest, distances[j]);
        }

        (double sum, double weighted) = (0, 0);
        for (int j = 0; j < row.Length; j++)
        {
            double exponent = precision * (distances[j] - nearest);
            row[j] = j == self ? 0 : Math.Exp(-exponent);
            sum += row[j];
            weighted += row[j] > 0 ? row[j] * exponent : 0;
        }

        for (int j = 0; j < row.Length; j++)
        {
            row[j] /= sum;
        }

        return Math.Log(sum) + (weighted / sum);
    }
}
