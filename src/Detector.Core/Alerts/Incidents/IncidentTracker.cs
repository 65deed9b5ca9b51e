using System.Text;
using Detector.Core.Offsets;

namespace Detector.Core.Alerts.Incidents;

/// <summary>
/// Which anomalous events belong together: those of a key that follow one another within the gap, up to the longest time. It depends on
/// their own times alone, not on batches or clocks, so that a stream that begins again makes the same incidents of the same events.
/// Publisher thread.
/// </summary>
/// <param name="settings">What makes an incident.</param>
public sealed class IncidentTracker(IncidentSettings settings)
{
    private readonly Dictionary<(TopicPartition Partition, string? Key), Incident> _open = [];
    private readonly Dictionary<TopicPartition, (long TimeMs, long SeenMs)> _seen = [];
    private readonly List<Incident> _closed = [];

    /// <summary>Whether any is open.</summary>
    public bool HasOpen => _open.Count > 0;

    /// <summary>An anomalous event, in the order of its partition.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="key">Its key; null where it has none.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="score">Its score.</param>
    /// <param name="ticket">What its batch's offsets wait for.</param>
    /// <param name="id">The id of an alert of it.</param>
    /// <returns>
    /// The incident that it belongs to, and whether there is something to tell: it has begun, or this is its peak so far.
    /// </returns>
    public (Incident Incident, bool HasNews) Add(
        TopicPartition partition, byte[]? key, long timeMs, double score, OffsetTicket ticket, Func<string> id)
    {
        (TopicPartition, string?) name = (partition, key is null ? null : Encoding.Latin1.GetString(key));
        if (!_open.TryGetValue(name, out Incident? incident) || IsOver(incident, timeMs)
            || timeMs - incident.StartMs > settings.Longest.TotalMilliseconds)
        {
            if (incident is not null)
            {
                _closed.Add(incident);
            }

            incident = _open[name] = new Incident(id(), partition, timeMs, ticket);
        }

        bool isPeak = incident.Add(timeMs, score);
        return (incident, isPeak || incident.Events == settings.Events);
    }

    /// <summary>Whether an incident has as many events as make one.</summary>
    public bool IsOne(Incident incident) => incident.Events >= settings.Events;

    /// <summary>A partition has come to an event of this time, anomalous or not.</summary>
    /// <param name="partition">Which.</param>
    /// <param name="timeMs">The event's time.</param>
    /// <param name="nowMs">When that is, by the clock.</param>
    public void Pass(TopicPartition partition, long timeMs, long nowMs)
    {
        bool isLater = !_seen.TryGetValue(partition, out var seen) || timeMs > seen.TimeMs;
        _seen[partition] = (isLater ? timeMs : seen.TimeMs, nowMs);
    }

    /// <summary>
    /// Takes those that are over: another of their key has begun, or their partition has come to events that are later by the gap, or to
    /// none for as long.
    /// </summary>
    /// <param name="nowMs">Now, by the clock.</param>
    public IReadOnlyList<Incident> TakeClosed(long nowMs)
    {
        foreach ((var name, Incident incident) in _open)
        {
            (long timeMs, long seenMs) = _seen.GetValueOrDefault(incident.Partition, (incident.EndMs, nowMs));
            if (IsOver(incident, timeMs) || nowMs - seenMs > settings.Gap.TotalMilliseconds)
            {
                _closed.Add(incident);
                _open.Remove(name);
            }
        }

        if (_closed.Count == 0)
        {
            return [];
        }

        Incident[] closed = [.. _closed];
        _closed.Clear();
        return closed;
    }

    /// <summary>
    /// Whether a partition's offsets may go beyond an incident that is over: only to where none is open, since a restart amid others that
    /// overlap would find its later events without its first; but where there is always one, as soon as it is over for the longest time.
    /// </summary>
    public bool MayPass(Incident over) => !_open.Keys.Any(open => open.Partition == over.Partition)
        || (_seen.TryGetValue(over.Partition, out var seen) && seen.TimeMs - over.EndMs > settings.Longest.TotalMilliseconds);

    /// <summary>Partitions went to others, who begin again with the first event of what is open.</summary>
    public void Forget(IReadOnlyList<TopicPartition> partitions)
    {
        foreach ((var name, Incident incident) in _open.Where(open => partitions.Contains(open.Key.Partition)).ToArray())
        {
            _open.Remove(name);
            incident.Ticket.Unpin();
        }

        foreach (TopicPartition partition in partitions)
        {
            _seen.Remove(partition);
        }
    }

    private bool IsOver(Incident incident, long timeMs) => timeMs - incident.EndMs > settings.Gap.TotalMilliseconds;
}
