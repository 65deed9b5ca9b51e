using Detector.Core.Alerts;

namespace Detector.Dashboard.Alerts;

/// <summary>
/// The latest alerts of all streams, in memory, numbered in the order in which they came; the oldest give way. Any thread may write and
/// read.
/// </summary>
/// <param name="capacity">Most alerts kept.</param>
/// <param name="mostBytes">Most memory for their texts, which may be long; one that is longer still is kept alone.</param>
public sealed class AlertLog(int capacity, long mostBytes = AlertLog.DefaultBytes)
{
    /// <summary>64 MiB.</summary>
    public const long DefaultBytes = 64 * 1024 * 1024;

    // An alert's numbers and short texts, and a feature's.
    private const int Fixed = 500;
    private const int FixedPerFeature = 300;

    private readonly Alert?[] _ring = new Alert?[capacity];
    private readonly Lock _gate = new();
    private long _next;
    private long _oldest;
    private long _bytes;

    /// <summary>Most alerts kept.</summary>
    public int Capacity => _ring.Length;

    /// <summary>How often alerts were added before those that were there: a reader that went on from a number missed them.</summary>
    public int Rewrites { get; private set; }

    /// <summary>Adds the newest alert.</summary>
    public void Add(Alert alert)
    {
        lock (_gate)
        {
            _bytes += Size(alert);
            if (_next - _oldest == _ring.Length)
            {
                DropOldest();
            }

            while (_bytes > mostBytes && _oldest < _next)
            {
                DropOldest();
            }

            Place(_next++) = alert;
        }
    }

    /// <summary>
    /// Adds alerts that came before all that are there, as far as there is room; those that are there already are left out.
    /// </summary>
    /// <param name="alerts">Oldest first.</param>
    public void AddEarlier(IReadOnlyList<Alert> alerts)
    {
        lock (_gate)
        {
            bool isFirst = true;
            HashSet<(string Stream, string Id)> known = [];
            for (long at = _oldest; at < _next; at++)
            {
                known.Add((Place(at)!.Stream, Place(at)!.Id));
            }

            foreach (Alert alert in alerts.Reverse().Where(alert => known.Add((alert.Stream, alert.Id))))
            {
                long size = Size(alert);
                if (_next - _oldest == _ring.Length || _bytes + size > mostBytes)
                {
                    return;
                }

                _bytes += size;
                Place(--_oldest) = alert;
                Rewrites += isFirst ? 1 : 0;
                isFirst = false;
            }
        }
    }

    /// <summary>The alert of a stream with an id; null where it is not here, or not any more.</summary>
    public Alert? Find(string stream, string id)
    {
        lock (_gate)
        {
            for (long at = _next - 1; at >= _oldest; at--)
            {
                if (Place(at) is { } alert && alert.Id == id && alert.Stream == stream)
                {
                    return alert;
                }
            }
        }

        return null;
    }

    /// <summary>The alerts added last, newest first.</summary>
    /// <param name="limit">Most alerts returned.</param>
    /// <param name="stream">Only this stream's; null: of all streams.</param>
    public IReadOnlyList<Alert> Latest(int limit, string? stream = null)
    {
        var latest = new List<Alert>();
        lock (_gate)
        {
            for (long at = _next - 1; at >= _oldest && latest.Count < limit; at--)
            {
                Alert alert = Place(at)!;
                if (stream is null || alert.Stream == stream)
                {
                    latest.Add(alert);
                }
            }
        }

        return latest;
    }

    /// <summary>Alerts from a number on, oldest first.</summary>
    /// <param name="number">The first number wanted; null: the last <paramref name="limit"/> that there are.</param>
    /// <param name="limit">Most alerts returned.</param>
    /// <returns>The alerts, the first one's number (where there is none, the next one's), and how many between gave way already.</returns>
    public (IReadOnlyList<Alert> Alerts, long First, long Missed) From(long? number, int limit)
    {
        lock (_gate)
        {
            long first = Math.Clamp(number ?? (_next - limit), _oldest, _next);
            var alerts = new List<Alert>();
            for (long at = first; at < _next && alerts.Count < limit; at++)
            {
                alerts.Add(Place(at)!);
            }

            return (alerts, first, Math.Max(0, first - (number ?? first)));
        }
    }

    private ref Alert? Place(long number) => ref _ring[((number % _ring.Length) + _ring.Length) % _ring.Length];

    private void DropOldest()
    {
        ref Alert? oldest = ref Place(_oldest++);
        _bytes -= Size(oldest!);
        oldest = null;
    }

    // Characters take two bytes.
    private static long Size(Alert alert) =>
        Fixed + (2L * (alert.Key?.Length ?? 0)) + (alert.KeyBytes?.Length ?? 0)
        + (alert.Included?.Sum(column => 2L * (column.Key.Length + column.Value.Length)) ?? 0)
        + (alert.Frame?.Picture?.Length ?? 0)
        + alert.Features.Sum(feature => FixedPerFeature + (2L * (feature.Name.Length + feature.Value.Length + feature.Expected.Length))
            + (2L * (feature.TogetherWith?.Sum(name => name.Length) ?? 0)));
}
