namespace Prometheus;

/// <summary>Measures time from its creation; reports it when asked, and again when disposed.</summary>
public interface ITimer : IDisposable
{
    /// <summary>Reports the seconds since creation to the metric, and returns them.</summary>
    TimeSpan ObserveDuration();
}
