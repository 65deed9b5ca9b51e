namespace Detector.Streams.Observers;

/// <summary>Events a second over the last few seconds, from a counter looked at now and then.</summary>
internal sealed class ThroughputMeter(TimeProvider time)
{
    private const int Looks = 5;

    private readonly Queue<(long At, long Count)> _looks = new();
    private double _rate;

    public double EventsPerSecond => Volatile.Read(ref _rate);

    public void Update(long count)
    {
        long now = time.GetTimestamp();
        _looks.Enqueue((now, count));
        (long at, long before) = _looks.Count > Looks ? _looks.Dequeue() : _looks.Peek();
        double seconds = time.GetElapsedTime(at, now).TotalSeconds;
        Volatile.Write(ref _rate, seconds > 0 ? (count - before) / seconds : 0);
    }
}
