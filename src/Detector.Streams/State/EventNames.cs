using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Detector.Core.Alerts;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Streams.Settings;

namespace Detector.Streams.State;

/// <summary>What verdicts call the events of a stream by. Nothing is allocated per event.</summary>
internal sealed class EventNames(LabelForm form, string stream, IReadOnlyList<string> topics)
{
    private readonly Dictionary<(string Topic, int Partition), byte[]> _partitions = [];

    /// <summary>An event's name.</summary>
    /// <param name="message">The event.</param>
    /// <param name="hasKey">Whether it has a key.</param>
    /// <param name="key">Its key.</param>
    /// <param name="timeMs">Its time.</param>
    public EventName Of(in EventView message, bool hasKey, ReadOnlySpan<byte> key, long timeMs)
    {
        switch (form)
        {
            case LabelForm.Offset:
                return OfOffset(message.Offset);
            case LabelForm.KeyTime:
                return OfKey(key, timeMs);
            default:
                Span<byte> id = stackalloc byte[AlertId.Bytes];
                EventOrigin place = message.Origin
                    ?? new(topics[message.Partition.Topic], message.Partition.Partition, message.Offset);
                AlertId.Write(NameOf(place), place.Offset, message.TimestampMs, hasKey, key, id);
                return OfId(id);
        }
    }

    public static EventName OfOffset(long offset) => new(offset, 0);

    public static EventName OfKey(ReadOnlySpan<byte> key, long timeMs) => new((long)XxHash3.HashToUInt64(key), timeMs);

    public static EventName OfId(ReadOnlySpan<byte> id) =>
        new(BinaryPrimitives.ReadInt64BigEndian(id), BinaryPrimitives.ReadInt64BigEndian(id[8..]));

    private byte[] NameOf(in EventOrigin place)
    {
        if (!_partitions.TryGetValue((place.Topic, place.Partition), out byte[]? name))
        {
            name = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{stream}\n{place.Topic}\n{place.Partition}"));
            _partitions.Add((place.Topic, place.Partition), name);
        }

        return name;
    }
}
