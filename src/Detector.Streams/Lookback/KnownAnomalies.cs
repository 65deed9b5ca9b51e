using System.Text.Json;
using Detector.Core.Alerts;
using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Streams.Settings;
using Detector.Streams.State;

namespace Detector.Streams.Lookback;

/// <summary>
/// Which events of a stream's past were confirmed as anomalies by verdicts, and which were alerted. Of several verdicts on an event the
/// latest counts; one that calls it usual counts more than its alert. Events are known by the ids of their alerts, or as verdicts name
/// them, so that those of a topic that was made anew are not taken for the old ones.
/// </summary>
/// <param name="stream">The stream's name.</param>
/// <param name="topics">Its topics.</param>
/// <param name="labels">What verdicts are like.</param>
public sealed class KnownAnomalies(string stream, IReadOnlyList<string> topics, LabelSettings labels)
{
    // A clock that was put back.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    private readonly EventNames? _names = labels.Form is { } form ? new EventNames(form, stream, topics) : null;
    private readonly EventNames _ids = new(LabelForm.Alert, stream, topics);
    private readonly Dictionary<(TopicPartition? Partition, EventName Name), (long TimeMs, bool IsAnomaly)> _verdicts = [];
    private readonly HashSet<EventName> _alerted = [];

    /// <summary>Messages of the verdicts' topic that are no verdicts.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Hears the verdicts.</summary>
    /// <param name="verdicts">Their topic.</param>
    /// <param name="since">From when on the events lie; null: from the beginning.</param>
    /// <param name="patience">How long brokers and topic may be absent.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SourceFailedException">They cannot be read.</exception>
    public void Hear(IEventHistory verdicts, DateTimeOffset? since, TimeSpan patience, CancellationToken cancellation)
    {
        var decoder = new VerdictDecoder(labels, topics);
        verdicts.Read(Patience.Find(verdicts, since - Slack, null, patience, cancellation), Add, cancellation);

        void Add(in EventView message)
        {
            if (!decoder.TryDecode(message, out Verdict verdict, out _))
            {
                Unreadable++;
                return;
            }

            (TopicPartition?, EventName) place = (verdict.Partition, verdict.Event);
            if (!_verdicts.TryGetValue(place, out (long TimeMs, bool) known) || known.TimeMs <= verdict.TimeMs)
            {
                _verdicts[place] = (verdict.TimeMs, verdict.IsAnomaly);
            }
        }
    }

    /// <summary>Reads the alerts.</summary>
    /// <inheritdoc cref="Hear"/>
    /// <param name="alerts">Their topic, which other streams may share.</param>
    public void Read(IEventHistory alerts, DateTimeOffset? since, TimeSpan patience, CancellationToken cancellation) =>
        alerts.Read(
            Patience.Find(alerts, since - Slack, null, patience, cancellation),
            (in EventView message) =>
            {
                if (IdOf(message.Payload) is { } id)
                {
                    _alerted.Add(EventNames.OfId(id));
                }
            },
            cancellation);

    /// <summary>What is known of an event.</summary>
    /// <param name="message">The event.</param>
    /// <param name="hasKey">Whether it has a key.</param>
    /// <param name="key">Its key.</param>
    /// <param name="timeMs">Its time.</param>
    public AnomalySign Of(in EventView message, bool hasKey, ReadOnlySpan<byte> key, long timeMs)
    {
        if (_names is not null && _verdicts.Count > 0)
        {
            EventName name = _names.Of(message, hasKey, key, timeMs);
            TopicPartition? partition = labels.Form == LabelForm.Offset ? message.Partition : null;
            if (_verdicts.TryGetValue((partition, name), out (long, bool IsAnomaly) verdict))
            {
                return verdict.IsAnomaly ? AnomalySign.Confirmed : AnomalySign.None;
            }
        }

        return _alerted.Count > 0 && _alerted.Contains(_ids.Of(message, hasKey, key, timeMs)) ? AnomalySign.Alerted : AnomalySign.None;
    }

    // Others may write to the topic, too.
    private static byte[]? IdOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var alert = JsonDocument.ParseValue(ref reader);
            return alert.RootElement.GetProperty("id").GetString() is { Length: 2 * AlertId.Bytes } id ? Convert.FromHexString(id) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>What is known of a past event.</summary>
public enum AnomalySign
{
    /// <summary>Nothing, or that it was usual.</summary>
    None,

    /// <summary>It was alerted, and nobody has said whether it was an anomaly.</summary>
    Alerted,

    /// <summary>Somebody has said that it was an anomaly.</summary>
    Confirmed,
}
