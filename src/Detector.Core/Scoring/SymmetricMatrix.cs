namespace Detector.Core.Scoring;

internal static class SymmetricMatrix
{
    private const int MostSweeps = 60;

    /// <summary>The symmetric matrix whose square is the inverse, by Jacobi's eigenvalue method (O(n³) a sweep, about ten sweeps).</summary>
    /// <param name="matrix">[n * n] symmetric and positive definite; overwritten.</param>
    /// <param name="n">Number of rows.</param>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    public static double[] InverseRoot(double[] matrix, int n)
    {
        double[] vectors = Diagonalise(matrix, n);
        double[] root = new double[n * n];
        for (int k = 0; k < n; k++)
        {
            double value = matrix[(k * n) + k];
            if (!(value > 0))
            {
                throw new ArgumentException($"The matrix is not positive definite: it has the eigenvalue {value}.", nameof(matrix));
            }

            ReadOnlySpan<double> vector = vectors.AsSpan(k * n, n);
            for (int i = 0; i < n; i++)
            {
                double factor = vector[i] / Math.Sqrt(value);
                for (int j = 0; j < n; j++)
                {
                    root[(i * n) + j] += factor * vector[j];
                }
            }
        }

        return root;
    }

    // Rotates until the matrix is diagonal; the rows of the result are the eigenvectors.
    private static double[] Diagonalise(double[] a, int n)
    {
        double[] vectors = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            vectors[(i * n) + i] = 1;
        }

        double all = a.Sum(x => x * x);
        for (int sweep = 0; sweep < MostSweeps && OffDiagonal(a, n) > 1e-28 * all; sweep++)
        {
            for (int p = 0; p < n - 1; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    Rotate(a, vectors, n, p, q);
                }
            }
        }

        return vectors;
    }

    private static double OffDiagonal(double[] a, int n)
    {
        double sum = 0;
        for (int p = 0; p < n - 1; p++)
        {
            for (int q = p + 1; q < n; q++)
            {
                sum += a[(p * n) + q] * a[(p * n) + q];
            }
        }

        return sum;
    }

    // The rotation of rows and columns p and q that makes a[p, q] zero (G. Golub, C. Van Loan, Matrix Computations, 8.5).
    private static void Rotate(double[] a, double[] vectors, int n, int p, int q)
    {
        double off = a[(p * n) + q];
        if (off == 0)
        {
            return;
        }

        double theta = (a[(q * n) + q] - a[(p * n) + p]) / (2 * off);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1);
        double s = t * c;
        Mix(a.AsSpan(p * n, n), a.AsSpan(q * n, n), c, s);
        for (int i = 0; i < n; i++)
        {
            double ip = a[(i * n) + p];
            double iq = a[(i * n) + q];
            a[(i * n) + p] = (c * ip) - (s * iq);
            a[(i * n) + q] = (s * ip) + (c * iq);
        }

        Mix(vectors.AsSpan(p * n, n), vectors.AsSpan(q * n, n), c, s);
    }

    private static void Mix(Span<double> x, Span<double> y, double c, double s)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double own = x[i];
            x[i] = (c * own) - (s * y[i]);
            y[i] = (s * own) + (c * y[i]);
        }
    }
}
