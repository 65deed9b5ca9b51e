namespace Prometheus;

/// <summary>A double that many threads change without a lock. It is compared by its bits, so a NaN cannot make it spin for ever.</summary>
internal struct AtomicDouble
{
    private long _bits;

    public double Value
    {
        get => BitConverter.Int64BitsToDouble(Volatile.Read(ref _bits));
        set => Volatile.Write(ref _bits, BitConverter.DoubleToInt64Bits(value));
    }

    public void Add(double increment)
    {
        var seen = Volatile.Read(ref _bits);
        while (!TryReplace(ref seen, BitConverter.Int64BitsToDouble(seen) + increment))
        {
        }
    }

    /// <summary>Raises the value to <paramref name="target"/>; does nothing where it is that high already.</summary>
    public void IncrementTo(double target)
    {
        var seen = Volatile.Read(ref _bits);
        while (!(BitConverter.Int64BitsToDouble(seen) >= target) && !TryReplace(ref seen, target))
        {
        }
    }

    /// <summary>Lowers the value to <paramref name="target"/>; does nothing where it is that low already.</summary>
    public void DecrementTo(double target)
    {
        var seen = Volatile.Read(ref _bits);
        while (!(BitConverter.Int64BitsToDouble(seen) <= target) && !TryReplace(ref seen, target))
        {
        }
    }

    private bool TryReplace(ref long seen, double value)
    {
        var expected = seen;
        seen = Interlocked.CompareExchange(ref _bits, BitConverter.DoubleToInt64Bits(value), expected);
        return seen == expected;
    }
}
