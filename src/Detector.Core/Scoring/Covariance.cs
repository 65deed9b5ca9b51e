namespace Detector.Core.Scoring;

internal static class Covariance
{
    // More rows than this do not change a covariance that is then shrunk, but cost time.
    private const int MostRows = 50_000;

    /// <summary>Mean [n] and covariance [n * n] of rows, from an even choice of them where there are very many.</summary>
    /// <param name="rows">[m * width] rows, row-major.</param>
    /// <param name="width">n.</param>
    public static (double[] Mean, double[] Covariance) Of(ReadOnlySpan<float> rows, int width)
    {
        int count = rows.Length / width;
        int step = Math.Max(1, count / MostRows);
        int used = (count + step - 1) / step;
        double[] mean = new double[width];
        for (int row = 0; row < count; row += step)
        {
            ReadOnlySpan<float> values = rows.Slice(row * width, width);
            for (int i = 0; i < width; i++)
            {
                mean[i] += values[i] / (double)used;
            }
        }

        double[] covariance = new double[width * width];
        double[] deviation = new double[width];
        for (int row = 0; row < count; row += step)
        {
            ReadOnlySpan<float> values = rows.Slice(row * width, width);
            for (int i = 0; i < width; i++)
            {
                deviation[i] = values[i] - mean[i];
            }

            for (int i = 0; i < width; i++)
            {
                double own = deviation[i] / Math.Max(1, used - 1);
                Span<double> line = covariance.AsSpan(i * width, width);
                for (int j = i; j < width; j++)
                {
                    line[j] += own * deviation[j];
                }
            }
        }

        for (int i = 0; i < covariance.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, width);
            covariance[i] = row > column ? covariance[(column * width) + row] : covariance[i];
        }

        return (mean, covariance);
    }
}
