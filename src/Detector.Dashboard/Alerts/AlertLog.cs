using Detector.Core.Alerts;

namespace Detector.Dashboard.Alerts;

/// <summary>The latest alerts of all streams, in memory; the oldest give way. Any thread may write and read.</summary>
/// <param name="capacity">Most alerts kept.</param>
/// <param name="mostBytes">Most memory for their texts, which may be long; one that is longer still is kept alone.</param>
public sealed class AlertLog(int capacity, long mostBytes = AlertLog.DefaultBytes)
{
    /// <summary>64 MiB.</summary>
    public const long DefaultBytes = 64 * 1024 * 1024;

    // An alert's numbers and short texts, and a feature's.
    private const int Fixed = 500;
    private const int FixedPerFeature = 300;

    private readonly Alert[] _ring = new Alert[capacity];
    private readonly Lock _gate = new();
    private long _added;
    private long _oldest;
    private long _bytes;

    /// <summary>Most alerts kept.</summary>
    public int Capacity => _ring.Length;

    public void Add(Alert alert)
    {
        lock (_gate)
        {
            _bytes += Size(alert);
            if (_added - _oldest == _ring.Length)
            {
                DropOldest();
            }

            while (_bytes > mostBytes && _oldest < _added)
            {
                DropOldest();
            }

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
            for (var at = _added - 1; at >= _oldest && latest.Count < limit; at--)
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

    private void DropOldest()
    {
        ref Alert oldest = ref _ring[_oldest++ % _ring.Length];
        _bytes -= Size(oldest);
        oldest = null!;
    }

    // Characters take two bytes.
    private static long Size(Alert alert) =>
        Fixed + (2L * (alert.Key?.Length ?? 0)) + (alert.KeyBytes?.Length ?? 0)
        + (alert.Included?.Sum(column => 2L * (column.Key.Length + column.Value.Length)) ?? 0)
        + alert.Features.Sum(feature => FixedPerFeature + (2L * (feature.Name.Length + feature.Value.Length + feature.Expected.Length))
            + (2L * (feature.TogetherWith?.Sum(name => name.Length) ?? 0)));
}
