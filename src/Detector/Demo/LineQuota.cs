namespace Detector.Demo;

/// <summary>Keeps a flood of lines from hiding the others: so many are shown between two looks, the rest counted. Any thread.</summary>
/// <param name="most">How many.</param>
internal sealed class LineQuota(int most)
{
    private int _asked;

    /// <summary>Whether one more is shown.</summary>
    public bool Take() => Interlocked.Increment(ref _asked) <= most;

    /// <summary>How many were not shown since the last look.</summary>
    public int Look() => Math.Max(0, Interlocked.Exchange(ref _asked, 0) - most);
}
