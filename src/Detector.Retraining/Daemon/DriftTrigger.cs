using Detector.Core.Drift;
using Detector.Streams.Settings;
using Detector.Streams.Status;

namespace Detector.Retraining.Daemon;

/// <summary>
/// Asks for a training when a stream has drifted, once there are enough events of the changed world to learn from.
/// </summary>
internal sealed class DriftTrigger(RetrainingSettings settings)
{
    private DateTimeOffset? _since;
    private long _scored;

    /// <summary>What has drifted, in words; null: nothing, or too few events have come since.</summary>
    public string? Due(StreamStatus stream)
    {
        if (!settings.OnDrift || stream.Drift is not { Level: DriftLevel.Drifted, Since: { } since } drift)
        {
            _since = null;
            return null;
        }

        if (_since != since || stream.EventsScored < _scored)
        {
            (_since, _scored) = (since, stream.EventsScored);
        }

        return stream.EventsScored - _scored >= settings.DriftEvents ? $"drift: {drift.Reason}" : null;
    }

    /// <summary>
    /// From when on events are trained on: half of them are of the changed world, as all since long before would hide it; null: as ever.
    /// </summary>
    public DateTimeOffset? From(DateTimeOffset now)
    {
        if (_since > now)
        {
            return null; // the clock was put back
        }

        DateTimeOffset? from = _since - (now - _since);
        return from < now - settings.Since ? now - settings.Since : from;
    }
}
