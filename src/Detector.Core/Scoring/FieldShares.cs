namespace Detector.Core.Scoring;

/// <summary>Splits a score among the fields of an event.</summary>
public static class FieldShares
{
    /// <summary>
    /// Each field's share, adding up to 1. The residual's part is split by squared reconstruction error, the code's part by how
    /// much nearer the code comes when the field alone is put back to its usual value (fields that bring it no nearer have none).
    /// </summary>
    /// <param name="squaredErrors">[fields] sum of squared errors over the field's features.</param>
    /// <param name="codeGains">[fields] how much the code's part falls without the field.</param>
    /// <param name="residual">The score's residual part.</param>
    /// <param name="code">The score's code part.</param>
    public static double[] Of(ReadOnlySpan<double> squaredErrors, ReadOnlySpan<double> codeGains, double residual, double code)
    {
        double[] residualShares = Normalise(squaredErrors);
        double[] codeShares = code > 0 ? Normalise(codeGains) : residualShares;
        (double a, double b) = Weights(residual, code);
        for (int i = 0; i < residualShares.Length; i++)
        {
            residualShares[i] = (a * residualShares[i]) + (b * codeShares[i]);
        }

        return residualShares;
    }

    // An infinite part outweighs a finite one; two infinite ones weigh the same, as do two zeros.
    private static (double Residual, double Code) Weights(double residual, double code)
    {
        if (double.IsInfinity(residual) || double.IsInfinity(code))
        {
            (residual, code) = (double.IsInfinity(residual) ? 1 : 0, double.IsInfinity(code) ? 1 : 0);
        }

        double sum = residual + code;
        return sum > 0 ? (residual / sum, code / sum) : (0.5, 0.5);
    }

    // Negative parts count as none; where one is not finite, the finite ones count as none; where nothing is left, all are equal.
    private static double[] Normalise(ReadOnlySpan<double> parts)
    {
        double[] shares = parts.ToArray();
        bool finite = shares.All(double.IsFinite);
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = finite ? Math.Max(shares[i], 0) : double.IsFinite(shares[i]) ? 0 : 1;
        }

        double sum = shares.Sum();
        return Array.ConvertAll(shares, share => sum > 0 ? share / sum : 1.0 / shares.Length);
    }
}
