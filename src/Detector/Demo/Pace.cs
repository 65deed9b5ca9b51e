namespace Detector.Demo;

/// <summary>A steady rate: how many are due since it began, looked at many times a second.</summary>
/// <param name="perSecond">How many a second.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(double perSecond, TimeProvider time) : IDisposable
{
    private readonly PeriodicTimer _tick = new(TimeSpan.FromMilliseconds(20), time);
    private readonly long _start = time.GetTimestamp();

    public long Due => (long)Math.Ceiling(time.GetElapsedTime(_start).TotalSeconds * perSecond);

    /// <summary>Waits until it is worth another look.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await _tick.WaitForNextTickAsync(cancellation);

    public void Dispose() => _tick.Dispose();
}
