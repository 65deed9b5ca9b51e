namespace Detector.Core.Scoring;

/// <summary>
/// A centre and a linear map that makes directions in which rows vary much and little alike: u = Map (x - Mean). The length of u is
/// the Mahalanobis distance of x, and u² of a coordinate its part in that.
/// </summary>
public sealed record Whitening
{
    /// <summary>[n].</summary>
    public required float[] Mean { get; init; }

    /// <summary>[n * n], row-major.</summary>
    public required float[] Map { get; init; }

    /// <summary>n.</summary>
    public int Width => Mean.Length;

    /// <summary>
    /// Learns the map from rows: the symmetric inverse root of their covariance, pulled towards a multiple of the identity so that it
    /// exists for few rows and for columns that say the same (O. Ledoit, M. Wolf, 2004). The symmetric root is the one whose
    /// coordinates stay closest to the columns themselves (A. Kessy, A. Lewin, K. Strimmer, 2018), so that they can be told apart.
    /// </summary>
    /// <param name="rows">[m * width] rows, row-major; m at least 1.</param>
    /// <param name="width">n.</param>
    /// <param name="shrinkage">0 takes the covariance as it is, 1 only its mean variance.</param>
    /// <param name="standardise">Whether columns are brought to variance 1 first; a column that does not vary stays as it is.</param>
    public static Whitening Of(ReadOnlySpan<float> rows, int width, double shrinkage, bool standardise)
    {
        (double[] mean, double[] covariance) = Covariance.Of(rows, width);
        double[] scale = new double[width];
        for (int i = 0; i < width; i++)
        {
            double deviation = Math.Sqrt(covariance[(i * width) + i]);
            scale[i] = standardise && deviation > 1e-9 ? 1 / deviation : 1;
        }

        double trace = 0;
        for (int i = 0; i < covariance.Length; i++)
        {
            covariance[i] *= scale[i / width] * scale[i % width];
            trace += i / width == i % width ? covariance[i] : 0;
        }

        // Rows that do not vary at all are compared in their own units.
        double common = trace > 1e-12 ? trace / width : 1;
        for (int i = 0; i < covariance.Length; i++)
        {
            double identity = i / width == i % width ? common : 0;
            covariance[i] = trace > 1e-12 ? ((1 - shrinkage) * covariance[i]) + (shrinkage * identity) : identity;
        }

        double[] root = SymmetricMatrix.InverseRoot(covariance, width);
        float[] map = new float[root.Length];
        for (int i = 0; i < map.Length; i++)
        {
            map[i] = (float)(root[i] * scale[i % width]);
        }

        return new Whitening { Mean = Array.ConvertAll(mean, m => (float)m), Map = map };
    }
}
