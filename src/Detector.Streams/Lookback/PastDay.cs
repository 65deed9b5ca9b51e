namespace Detector.Streams.Lookback;

/// <summary>A day of the past.</summary>
/// <param name="date">The day, UTC.</param>
/// <param name="over">[thresholds] events over each.</param>
public sealed class PastDay(DateOnly date, long[] over)
{
    public DateOnly Date { get; } = date;

    public long Events { get; internal set; }

    public long[] Over { get; } = over;
}
