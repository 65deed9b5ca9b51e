using System.Globalization;
using Detector.Streams.Status;

namespace Detector.Retraining.Daemon;

/// <summary>
/// Looks after a model that was promoted, for a while: does it alert about as many of the stream's events as it did of those held back?
/// </summary>
/// <param name="version">The model.</param>
/// <param name="rate">The share of later events that it alerted when it was compared, 0..1.</param>
/// <param name="target">The share of usual events that may be alerted, 0..1.</param>
/// <param name="length">How long.</param>
internal sealed class PromotionWatch(string version, double rate, double target, TimeSpan length)
{
    // Fewer events tell nothing.
    private const int FewestEvents = 300;

    // Of so many alerts that were to come not one has: that is no chance.
    private const double Silence = 20;

    // How many times as many as were to come, and as were asked for, are too many.
    private const double MostTimes = 3;
    private const double Errors = 3;

    private (DateTimeOffset At, long Scored, long Alerts)? _begin;

    /// <summary>The model that is looked after.</summary>
    public string Version => version;

    /// <summary>Whether it need not be looked after any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Why the model before it is to serve again; null: it is not.</summary>
    public string? Look(StreamStatus stream, DateTimeOffset now)
    {
        if (stream.Model?.Version != version)
        {
            // Another one was promoted meanwhile, or this one is not taken: that is said by whoever does not take it.
            IsOver |= _begin is not null && stream.Model is not null;
            return _begin is null && stream.ModelProblem?.Contains(version, StringComparison.Ordinal) == true
                ? $"it is refused: {stream.ModelProblem}" : null;
        }

        // Where the clock is put back or the stream counts anew, so does this.
        (DateTimeOffset at, long scored, long alerts) = _begin is { } begun && begun.At <= now && begun.Scored <= stream.EventsScored
            ? begun : (now, stream.EventsScored, stream.Alerts);
        _begin = (at, scored, alerts);
        IsOver |= now - at >= length;
        return Leaves(stream.EventsScored - scored, stream.Alerts - alerts);
    }

    private string? Leaves(long events, long alerts)
    {
        double most = MostTimes * Math.Max(rate, target);
        if (events < FewestEvents)
        {
            return null;
        }

        double got = alerts / (double)events;
        bool tooMany = got > most + (Errors * Math.Sqrt(most * (1 - Math.Min(1, most)) / events));
        bool tooFew = alerts == 0 && rate * events >= Silence;
        return tooMany || tooFew ? string.Create(
            CultureInfo.InvariantCulture,
            $"it has alerted {100 * got:0.##} % of {events} events since, but {100 * rate:0.##} % when it was compared") : null;
    }
}
