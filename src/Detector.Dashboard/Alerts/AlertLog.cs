using Detector.Core.Alerts;

namespace Detector.Dashboard.Alerts;

/// <summary>The latest alerts of all streams, in memory; the oldest give way. Any thread may write and read.</summary>
/// <param name="capacity">Most alerts kept.</param>
public sealed class AlertLog(int capacity)
{
    private readonly Alert[] _ring = new Alert[capacity];
    private readonly Lock _gate = new();
    private long _added;

    /// <summary>Most alerts kept.</summary>
    public int Capacity => _ring.Length;

    public void Add(Alert alert)
    {
        lock (_gate)
        {
            _ring[_added++ % _ring.Length] = alert;
        }
    }

    /// <summary>The alerts added last, newest first.</summary>
    /// <param name="limit">Most alerts returned.</param>
    /// <param name="stream">Only this stream's; null: of all streams.</param>
    public IReadOnlyList<Alert> Latest(int limit, string? stream = null)
    {
        var latest = new List<Alert>();
        lock (_gate)
        {
            for (var at = _added - 1; at >= 0 && at >= _added - _ring.Length && latest.Count < limit; at--)
            {
                var alert = _ring[at % _ring.Length];
                if (stream is null || alert.Stream == stream)
                {
                    latest.Add(alert);
                }
            }
        }

        return latest;
    }
}
