namespace Prometheus;

/// <summary>Times as gauges: Unix seconds, UTC.</summary>
public static class GaugeExtensions
{
    public static void SetToCurrentTimeUtc(this IGauge gauge) => gauge.SetToTimeUtc(TimeProvider.System.GetUtcNow());

    public static void SetToTimeUtc(this IGauge gauge, DateTimeOffset timestamp) => gauge.Set((timestamp - DateTimeOffset.UnixEpoch).TotalSeconds);
}
