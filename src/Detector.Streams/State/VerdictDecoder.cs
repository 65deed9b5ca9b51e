using System.Text;
using Detector.Core.Alerts;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Streams.Settings;

namespace Detector.Streams.State;

/// <summary>Makes verdicts of the messages of their topic.</summary>
internal sealed class VerdictDecoder
{
    private readonly LabelForm _form;
    private readonly Schema _schema;
    private readonly IMessageDecoder _decoder;
    private readonly double[] _topics;
    private readonly double[] _row;
    private readonly double _wanted;
    private readonly bool _wantedIsUsual;

    /// <param name="settings">What they look like.</param>
    /// <param name="topics">The topics that events are read from.</param>
    public VerdictDecoder(LabelSettings settings, IReadOnlyList<string> topics)
    {
        _form = settings.Form!.Value;
        _schema = new Schema(settings.Messages());
        _decoder = MessageDecoder.Create(_schema);
        _row = new double[_schema.FieldCount];
        _topics = [.. topics.Select(Token)];
        _wantedIsUsual = settings.Usual is not null;
        _wanted = (settings.Usual ?? settings.Anomaly) is { } wanted ? Token(wanted) : 1;
    }

    /// <summary>Decodes one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="verdict">The verdict, out.</param>
    /// <param name="reason">Why it cannot be decoded, out.</param>
    public bool TryDecode(in EventView message, out Verdict verdict, out string reason)
    {
        (verdict, reason) = (default, "");
        DecodeResult result = _decoder.Decode(message.Payload, _row);
        if (!result.Ok)
        {
            reason = _decoder.Reason(result, message.Payload);
            return false;
        }

        long timeMs = _schema.TimePath is null ? message.TimestampMs : _decoder.TimeMs;
        if (_schema.TimePath is null && EventTime.CheckTimestamp(timeMs, out reason) != DecodeErrorKind.None)
        {
            return false;
        }

        if (!TryName(message, out EventName name, out TopicPartition? partition, out reason))
        {
            return false;
        }

        verdict = new Verdict
        {
            Source = message.Partition.Partition,
            Offset = message.Offset,
            Event = name,
            Partition = partition,
            TimeMs = timeMs,
            IsAnomaly = (_row[0] == _wanted) != _wantedIsUsual,
        };
        return true;
    }

    private static double Token(string text) => CategoryToken.Of(Encoding.UTF8.GetBytes(text));

    private bool TryName(in EventView message, out EventName name, out TopicPartition? partition, out string reason)
    {
        (name, partition, reason) = (default, null, "");
        switch (_form)
        {
            case LabelForm.Alert:
                Span<byte> id = stackalloc byte[AlertId.Bytes];
                if (_decoder.Key.Length != 2 * id.Length || Convert.FromHexString(_decoder.Key, id, out _, out _) != default)
                {
                    reason = "an alert's id has 32 hexadecimal digits";
                    return false;
                }

                name = EventNames.OfId(id);
                return true;
            case LabelForm.KeyTime:
                ReadOnlySpan<byte> key = _schema.KeyPath is null ? message.Key : _decoder.Key;
                name = EventNames.OfKey(key, (long)Math.Round(_row[1] * 1000));
                return true;
            default:
                int topic = _row.Length > 3 ? Array.IndexOf(_topics, _row[3]) : 0;
                if (!(_row[1] is >= 0 and < long.MaxValue && _row[1] % 1 == 0 && _row[2] is >= 0 and <= int.MaxValue && _row[2] % 1 == 0))
                {
                    reason = "partitions and offsets are whole numbers that are not negative";
                    return false;
                }

                name = EventNames.OfOffset((long)_row[1]);
                partition = new TopicPartition(topic, (int)_row[2]);
                return true;
        }
    }
}
