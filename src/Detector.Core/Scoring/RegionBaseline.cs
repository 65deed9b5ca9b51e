namespace Detector.Core.Scoring;

/// <summary>
/// What a camera's cells have lately: the median of an hour of one-minute means. What has moved for good, such as a chair, or a lamp that
/// was switched on, is usual by then. One thread.
/// </summary>
/// <param name="cells">Cells of a frame.</param>
public sealed class RegionBaseline(int cells)
{
    private const int Minutes = 60;
    private const int FewestMinutes = 5;
    private const long MinuteMs = 60_000;

    private readonly float[] _means = new float[Minutes * cells];
    private readonly float[] _sum = new float[cells];
    private readonly float[] _sorted = new float[Minutes];
    private long _minute = long.MinValue / 2;
    private int _frames;
    private int _known;

    /// <summary>[cells] the medians; null until some minutes are known. Never written to again.</summary>
    public float[]? Medians { get; private set; }

    /// <summary>When a frame came last, of its own time in minutes.</summary>
    public long Latest => _minute;

    /// <summary>
    /// A frame came. What is late counts into the minute that is open; what is more than an hour late says that the clock was wrong
    /// before.
    /// </summary>
    /// <param name="timeMs">Its time.</param>
    /// <param name="distances">[cells] its cells' distances.</param>
    public void Add(long timeMs, ReadOnlySpan<float> distances)
    {
        long minute = timeMs / MinuteMs;
        if (minute > _minute || minute < _minute - Minutes)
        {
            Close();
            _minute = minute;
        }

        _frames++;
        for (int cell = 0; cell < cells; cell++)
        {
            _sum[cell] += float.IsFinite(distances[cell]) ? distances[cell] : 0;
        }
    }

    // A minute without frames is none: what was before a camera's night is still its usual.
    private void Close()
    {
        if (_frames == 0)
        {
            return;
        }

        Span<float> means = _means.AsSpan(_known % Minutes * cells, cells);
        for (int cell = 0; cell < cells; cell++)
        {
            means[cell] = _sum[cell] / _frames;
        }

        _known++;
        _frames = 0;
        _sum.AsSpan().Clear();
        int count = Math.Min(_known, Minutes);
        if (count >= FewestMinutes)
        {
            Medians = [.. Enumerable.Range(0, cells).Select(cell => Median(cell, count))];
        }
    }

    private float Median(int cell, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _sorted[i] = _means[(i * cells) + cell];
        }

        Array.Sort(_sorted, 0, count);
        return (_sorted[(count - 1) / 2] + _sorted[count / 2]) / 2;
    }
}
