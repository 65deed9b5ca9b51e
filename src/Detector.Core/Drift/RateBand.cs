namespace Detector.Core.Drift;

/// <summary>Between which shares the true one lies (Wilson's interval).</summary>
/// <param name="Low">The least, 0..1.</param>
/// <param name="High">The largest.</param>
public readonly record struct RateBand(double Low, double High)
{
    /// <param name="hits">How many were so.</param>
    /// <param name="all">Of how many; 0: nothing is known.</param>
    /// <param name="deviations">Half the band's width in standard deviations.</param>
    public static RateBand Of(double hits, double all, double deviations)
    {
        if (all <= 0)
        {
            return new(0, 1);
        }

        double square = deviations * deviations;
        double middle = (hits + (square / 2)) / (all + square);
        double half = deviations / (all + square) * Math.Sqrt((hits * (all - hits) / all) + (square / 4));
        return new(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
