namespace Detector.Streams.Supervision;

/// <summary>How long to wait before the next try: twice as long after each failure, and short again after one that came late.</summary>
internal sealed class BackOff(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(5);

    private TimeSpan _next = Shortest;
    private long _since = time.GetTimestamp();

    /// <summary>A try has begun.</summary>
    public void Begin() => _since = time.GetTimestamp();

    /// <summary>The try has failed: how long to wait.</summary>
    public TimeSpan Failed()
    {
        TimeSpan wait = time.GetElapsedTime(_since) >= Healthy ? Shortest : _next;
        _next = wait * 2 < Longest ? wait * 2 : Longest;
        return wait;
    }
}
