namespace Detector.Core.Scoring;

/// <summary>Splits a score among what made it.</summary>
internal static class ScoreShares
{
    /// <summary>Shares that add up to 1.</summary>
    /// <param name="errors">[n] what the residual's part is proportional to; not negative.</param>
    /// <param name="coordinates">[n] what the other part is proportional to; not negative.</param>
    /// <param name="residual">The score's residual part.</param>
    /// <param name="position">The score's other part.</param>
    public static double[] Of(ReadOnlySpan<double> errors, ReadOnlySpan<double> coordinates, double residual, double position)
    {
        double[] shares = Normalise(errors);
        double[] others = Normalise(coordinates);
        (double a, double b) = Weights(residual, position);
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = (a * shares[i]) + (b * others[i]);
        }

        return shares;
    }

    /// <summary>Shares of a single part, which add up to 1.</summary>
    /// <param name="parts">[n] what they are proportional to; not negative.</param>
    public static double[] Of(ReadOnlySpan<double> parts) => Normalise(parts);

    // An infinite part outweighs a finite one; two infinite ones weigh the same, as do two zeros.
    private static (double Residual, double Position) Weights(double residual, double position)
    {
        if (double.IsInfinity(residual) || double.IsInfinity(position))
        {
            (residual, position) = (double.IsInfinity(residual) ? 1 : 0, double.IsInfinity(position) ? 1 : 0);
        }

        double sum = residual + position;
        return sum > 0 ? (residual / sum, position / sum) : (0.5, 0.5);
    }

    // Where a part is not finite, the finite ones count as none; where nothing is left, all are equal.
    private static double[] Normalise(ReadOnlySpan<double> parts)
    {
        double[] shares = parts.ToArray();
        if (!shares.All(double.IsFinite))
        {
            shares = Array.ConvertAll(shares, share => double.IsFinite(share) ? 0.0 : 1);
        }

        double sum = shares.Sum();
        return Array.ConvertAll(shares, share => sum > 0 ? share / sum : 1.0 / shares.Length);
    }
}
