namespace Detector.Streams.Status;

/// <summary>
/// A stream's scores over the last hour of the daemon's clock: a point for each second that had events, and how many events had which
/// score. One thread adds; any may read.
/// </summary>
public sealed class ScoreHistory(TimeProvider time)
{
    /// <summary>How far it goes back.</summary>
    public const int Seconds = 3600;

    private const int Minutes = Seconds / 60;

    private readonly Lock _gate = new();
    private readonly ScorePoint[] _points = new ScorePoint[Seconds];
    private readonly (long Minute, ScoreBins Bins)[] _minutes = [.. Enumerable.Range(0, Minutes).Select(_ => (-1L, new ScoreBins()))];
    private readonly ScoreBins _open = new();
    private ScorePoint _now;

    /// <summary>A batch was published.</summary>
    /// <param name="scores">Its scores.</param>
    /// <param name="alerts">Alerts that it raised.</param>
    /// <param name="threshold">The threshold in force.</param>
    /// <param name="delay">Seconds since its oldest event entered Kafka; null: not known.</param>
    internal void Add(ReadOnlySpan<float> scores, int alerts, double threshold, double? delay)
    {
        lock (_gate)
        {
            Close();
            float most = _now.Max;
            foreach (float score in scores)
            {
                _open.Add(score);
                most = score > most ? score : most;
            }

            _now = _now with
            {
                Events = _now.Events + scores.Length,
                Alerts = _now.Alerts + alerts,
                Max = Math.Min(most, ScoreBins.Most),
                Threshold = (float)threshold,
                Delay = _now.Delay is { } before && !(delay > before) ? before : (float?)delay,
            };
        }
    }

    /// <summary>The points of whole seconds after one, oldest first.</summary>
    /// <param name="second">Unix time, seconds.</param>
    public IReadOnlyList<ScorePoint> After(long second)
    {
        lock (_gate)
        {
            Close();
            long first = Math.Clamp(second, _now.Second - Seconds, _now.Second); // a client may name any
            var after = new List<ScorePoint>();
            for (long at = first + 1; at < _now.Second; at++)
            {
                if (_points[at % Seconds] is { Events: > 0 } point && point.Second == at)
                {
                    after.Add(point);
                }
            }

            return after;
        }
    }

    /// <summary>
    /// How many events of the last hour, to the minute, had at least which score: what other thresholds would have alerted.
    /// </summary>
    public IReadOnlyList<ScoreCount> Above()
    {
        var hour = new ScoreBins();
        lock (_gate)
        {
            Close();
            foreach ((long minute, ScoreBins bins) in _minutes)
            {
                if (minute > (_now.Second / 60) - Minutes)
                {
                    hour.Add(bins);
                }
            }
        }

        return hour.Above();
    }

    // A second is over when something comes after it, or somebody looks.
    private void Close()
    {
        long second = time.GetUtcNow().ToUnixTimeSeconds();
        if (second == _now.Second)
        {
            return;
        }

        if (_now.Events > 0)
        {
            _points[_now.Second % Seconds] = _now with { Median = _open.Quantile(0.5, _now.Max), P99 = _open.Quantile(0.99, _now.Max) };
            long minute = _now.Second / 60;
            ref (long Minute, ScoreBins Bins) place = ref _minutes[minute % Minutes];
            if (place.Minute != minute)
            {
                place.Minute = minute;
                place.Bins.Clear();
            }

            place.Bins.Add(_open);
            _open.Clear();
        }

        _now = new ScorePoint { Second = second };
    }
}
