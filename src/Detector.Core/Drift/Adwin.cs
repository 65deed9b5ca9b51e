namespace Detector.Core.Drift;

/// <summary>
/// ADWIN (A. Bifet and R. Gavaldà, "Learning from time-changing data with adaptive windowing", 2007): the mean of the latest numbers, as
/// many of them as have had one mean. Where two parts of the window differ by more than chance allows, the older one is forgotten. The
/// window is kept as sums of 1, 2, 4, 8 … numbers, a few of each. Bounded memory; allocates nothing. Not safe for several threads.
/// </summary>
/// <param name="confidence">How often a look at a window may find two parts where there is one (delta).</param>
/// <param name="range">The difference between the largest and the least number.</param>
internal sealed class Adwin(double confidence, double range)
{
    private const int PerLevel = 5;
    private const int Levels = 20;
    private const int LeastPart = 32;

    // [Levels, PerLevel + 1] the oldest of a level first.
    private readonly double[] _sums = new double[Levels * (PerLevel + 1)];
    private readonly double[] _squares = new double[Levels * (PerLevel + 1)];
    private readonly int[] _used = new int[Levels];
    private double _sum;
    private double _square;

    /// <summary>Numbers in the window.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; 0 where there are none.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>Their variance.</summary>
    public double Variance => Count == 0 ? 0 : Math.Max(0, (_square / Count) - (Mean * Mean));

    public void Add(double number)
    {
        Put(0, number, number * number);
        (_sum, _square, Count) = (_sum + number, _square + (number * number), Count + 1);
    }

    /// <summary>Forgets what is older than a change.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Cut()
    {
        bool hasCut = false;
        while (Count >= 2 * LeastPart && FindCut())
        {
            hasCut = true;
            ForgetOldest();
        }

        return hasCut;
    }

    public void Clear()
    {
        _used.AsSpan().Clear();
        (_sum, _square, Count) = (0, 0, 0);
    }

    // Whether some older part of the window has another mean than the rest of it.
    private bool FindCut()
    {
        double log = Math.Log(2 * Math.Log(Count) / confidence);
        double variance = Variance;
        (long older, double sum) = (0, 0);
        for (int level = Levels - 1; level >= 0; level--)
        {
            for (int i = 0; i < _used[level]; i++)
            {
                older += 1L << level;
                sum += _sums[(level * (PerLevel + 1)) + i];
                long newer = Count - older;
                if (older < LeastPart || newer < LeastPart)
                {
                    continue;
                }

                double inverse = (1.0 / older) + (1.0 / newer);
                double bound = Math.Sqrt(2 * inverse * variance * log) + (2.0 / 3 * inverse * log * range);
                if (Math.Abs((sum / older) - ((_sum - sum) / newer)) > bound)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void Put(int level, double sum, double square)
    {
        while (true)
        {
            int first = level * (PerLevel + 1);
            (_sums[first + _used[level]], _squares[first + _used[level]]) = (sum, square);
            if (++_used[level] <= PerLevel)
            {
                return;
            }

            if (level == Levels - 1)
            {
                ForgetOldest();
                return;
            }

            // The two oldest become one of the next level.
            (sum, square) = (_sums[first] + _sums[first + 1], _squares[first] + _squares[first + 1]);
            Drop(level, 2);
            level++;
        }
    }

    private void ForgetOldest()
    {
        int level = _used.AsSpan().LastIndexOfAnyExcept(0);
        int first = level * (PerLevel + 1);
        (_sum, _square, Count) = (_sum - _sums[first], _square - _squares[first], Count - (1L << level));
        Drop(level, 1);
    }

    private void Drop(int level, int count)
    {
        Span<double> sums = _sums.AsSpan(level * (PerLevel + 1), PerLevel + 1);
        Span<double> squares = _squares.AsSpan(level * (PerLevel + 1), PerLevel + 1);
        sums[count..].CopyTo(sums);
        squares[count..].CopyTo(squares);
        _used[level] -= count;
    }
}
