using System.Globalization;
using Cronos;
using Detector.Streams.Settings;

namespace Detector.Retraining.Daemon;

/// <summary>Says when a stream is to be trained anew: by the clock, by a schedule, and by how many events there were.</summary>
/// <param name="settings">When.</param>
/// <param name="seed">Draws what is added to the clock's times.</param>
/// <param name="start">When the stream began to run.</param>
internal sealed class RetrainingTriggers(RetrainingSettings settings, int seed, DateTimeOffset start)
{
    private readonly CronExpression? _schedule = settings.Schedule is { } schedule ? CronExpression.Parse(schedule) : null;
    private DateTimeOffset _start = start;
    private DateTimeOffset? _last;
    private long _scored;

    /// <summary>When the clock or the schedule asks for the next one; null where neither does.</summary>
    public DateTimeOffset? Next => Times().Select(time => time.When).DefaultIfEmpty().Min() is { Ticks: > 0 } next ? next + Late() : null;

    /// <summary>Why a training is to begin; null: none is.</summary>
    /// <param name="now">What time it is.</param>
    /// <param name="last">When one began last, by whomever; null: none has.</param>
    /// <param name="scored">Events that were scored so far.</param>
    /// <param name="drift">What has drifted, in words; null where nothing has.</param>
    public string? Due(DateTimeOffset now, DateTimeOffset? last, long scored, string? drift = null)
    {
        _start = now < _start ? now : _start; // the clock was put back
        if (last != _last || scored < _scored)
        {
            (_last, _scored) = (last, scored);
        }

        if (last + settings.Pause > now)
        {
            return null;
        }

        return drift is not null ? drift
            : settings.AfterEvents > 0 && scored - _scored >= settings.AfterEvents
                ? string.Create(CultureInfo.InvariantCulture, $"after {scored - _scored:#,0} events")
            : Times().Where(time => time.When + Late() <= now).Select(time => time.Why).FirstOrDefault();
    }

    private DateTimeOffset Base => _last ?? _start;

    private IEnumerable<(DateTimeOffset When, string Why)> Times()
    {
        if (settings.Every > TimeSpan.Zero)
        {
            yield return (Base + settings.Every, string.Create(CultureInfo.InvariantCulture, $"every {settings.Every:g}"));
        }

        if (_schedule?.GetNextOccurrence(Base, TimeZoneInfo.Utc) is { } next)
        {
            yield return (next, $"schedule {settings.Schedule}");
        }
    }

    // Another one after each training, and the same whoever asks.
    private TimeSpan Late() => settings.Jitter * new Random(seed ^ Base.GetHashCode()).NextDouble();
}
