using System.Diagnostics;

namespace Prometheus;

/// <summary>Timers that report elapsed seconds.</summary>
public static class TimerExtensions
{
    public static ITimer NewTimer(this IObserver observer) => new Timer(observer.Observe);

    public static ITimer NewTimer(this IGauge gauge) => new Timer(gauge.Set);

    public static ITimer NewTimer(this ICounter counter) => new Timer(counter.Inc);

    private sealed class Timer(Action<double> report) : ITimer
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public TimeSpan ObserveDuration()
        {
            var elapsed = Stopwatch.GetElapsedTime(_start);
            report(elapsed.TotalSeconds);
            return elapsed;
        }

        public void Dispose() => ObserveDuration();
    }
}
