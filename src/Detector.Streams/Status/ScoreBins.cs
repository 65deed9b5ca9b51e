namespace Detector.Streams.Status;

/// <summary>
/// Counts of scores in bins a sixteenth of an octave wide (4.4 %), from 0.001 to 4 million; what lies beyond is in the first and the last.
/// A bin is told from a float's own bits, so counting takes no logarithm and no search.
/// </summary>
internal sealed class ScoreBins
{
    /// <summary>Scores above it count as it.</summary>
    public const float Most = 1 << 22;

    private const float Least = 1f / 1024;
    private const int Shift = 19; // 23 bits of fraction, of which the first four tell the bin

    private static readonly int _base = BitConverter.SingleToInt32Bits(Least);
    private static readonly int _count = ((BitConverter.SingleToInt32Bits(Most) - _base) >> Shift) + 1;

    private readonly int[] _counts = new int[_count];
    private int _lowest = _count;
    private int _highest = -1;

    /// <summary>Scores counted.</summary>
    public int Total { get; private set; }

    /// <summary>Lowest score that falls into a bin.</summary>
    public static float Start(int bin) => BitConverter.Int32BitsToSingle(_base + (bin << Shift));

    public void Add(float score)
    {
        // Negated, so that what is no number falls into the first.
        int bin = !(score > Least) ? 0 : score >= Most ? _count - 1 : (BitConverter.SingleToInt32Bits(score) - _base) >> Shift;
        _counts[bin]++;
        Total++;
        _lowest = Math.Min(_lowest, bin);
        _highest = Math.Max(_highest, bin);
    }

    public void Add(ScoreBins other)
    {
        for (int bin = other._lowest; bin <= other._highest; bin++)
        {
            _counts[bin] += other._counts[bin];
        }

        Total += other.Total;
        _lowest = Math.Min(_lowest, other._lowest);
        _highest = Math.Max(_highest, other._highest);
    }

    /// <summary>The score below which a share of them lie, to within a bin.</summary>
    /// <param name="share">0..1.</param>
    /// <param name="most">The largest of them.</param>
    public float Quantile(double share, float most)
    {
        double rank = share * Total;
        for (int bin = _lowest; bin <= _highest; bin++)
        {
            if (rank <= _counts[bin])
            {
                float start = bin == 0 ? 0 : Start(bin);
                double end = Math.Min(Start(bin + 1), Math.Max(most, start));
                return (float)(start + ((end - start) * rank / _counts[bin]));
            }

            rank -= _counts[bin];
        }

        return most;
    }

    /// <summary>How many lie at or above each bin's start, from the lowest bin that has any to the one after the highest.</summary>
    public IReadOnlyList<ScoreCount> Above()
    {
        var above = new List<ScoreCount>();
        int left = Total;
        for (int bin = _lowest; bin <= _highest; left -= _counts[bin++])
        {
            above.Add(new ScoreCount(bin == 0 ? 0 : Start(bin), left));
        }

        if (_highest >= 0)
        {
            above.Add(new ScoreCount(Start(_highest + 1), 0));
        }

        return above;
    }

    public void Clear()
    {
        if (Total > 0)
        {
            _counts.AsSpan(_lowest, _highest - _lowest + 1).Clear();
        }

        (Total, _lowest, _highest) = (0, _count, -1);
    }
}
