namespace Detector.Core.Batches;

/// <summary>How many samples are worked on together, so that wide ones (frames) need no more memory than narrow ones.</summary>
public static class BatchLimit
{
    /// <summary>Samples, where they are narrow: more at once are no faster.</summary>
    public const int Most = 4096;

    private const int Numbers = 1 << 22;

    /// <summary>As many samples as make about four million numbers, at least one.</summary>
    /// <param name="width">Numbers a sample.</param>
    /// <param name="most">Never more than these.</param>
    public static int For(int width, int most = Most) => Math.Clamp(Numbers / Math.Max(1, width), 1, most);
}
