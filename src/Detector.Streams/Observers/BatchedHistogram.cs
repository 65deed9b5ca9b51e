using Prometheus;

namespace Detector.Streams.Observers;

/// <summary>
/// Counts a batch's values by itself and adds them to a histogram at once: each observation of its own takes two locked additions and a
/// look for a trace. Buckets count as they would have, the sum is the same but for rounding. One instance serves one thread; allocates
/// nothing.
/// </summary>
/// <param name="histogram">Where they are added.</param>
/// <param name="bounds">Its buckets' upper bounds, rising.</param>
internal sealed class BatchedHistogram(Histogram.Child histogram, double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private readonly double[] _sums = new double[bounds.Length + 1];
    private int _last;

    public void Observe(double value)
    {
        // Most values fall where the one before fell, or near.
        int bucket = _last;
        while (bucket > 0 && value <= bounds[bucket - 1])
        {
            bucket--;
        }

        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        _last = bucket;
        _counts[bucket]++;
        _sums[bucket] += value;
    }

    /// <summary>Adds what was observed since the last time.</summary>
    public void Flush()
    {
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            if (_counts[bucket] is > 0 and var count)
            {
                // The mean of a bucket's values lies in it, but for rounding.
                double lowest = bucket == 0 ? double.NegativeInfinity : Math.BitIncrement(bounds[bucket - 1]);
                double highest = bucket == bounds.Length ? double.PositiveInfinity : bounds[bucket];
                histogram.Observe(Math.Clamp(_sums[bucket] / count, lowest, highest), count);
                _counts[bucket] = 0;
                _sums[bucket] = 0;
            }
        }
    }
}
