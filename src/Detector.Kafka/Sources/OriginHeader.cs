using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Detector.Core.Sources;

namespace Detector.Kafka.Sources;

/// <summary>
/// The header that says where a forwarded message came from: topic, partition and offset, such as "payments/3/48211". Topics' names are
/// kept, so that nothing is allocated per message. One thread.
/// </summary>
internal sealed class OriginHeader
{
    public const string Name = "detector_origin";

    private readonly List<(byte[] Bytes, string Name)> _topics = [];

    public static byte[] Write(in EventOrigin origin) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{origin.Topic}/{origin.Partition}/{origin.Offset}"));

    /// <summary>What a header's value says; null where it is another one of that name.</summary>
    public EventOrigin? Read(ReadOnlySpan<byte> value)
    {
        int last = value.LastIndexOf((byte)'/');
        int first = last < 0 ? -1 : value[..last].LastIndexOf((byte)'/');
        return first > 0
            && Utf8Parser.TryParse(value[(first + 1)..last], out int partition, out int read) && read == last - first - 1
            && Utf8Parser.TryParse(value[(last + 1)..], out long offset, out read) && read == value.Length - last - 1
            && partition >= 0 && offset >= 0
            ? new EventOrigin(TopicOf(value[..first]), partition, offset) : null;
    }

    private string TopicOf(ReadOnlySpan<byte> name)
    {
        foreach ((byte[] bytes, string known) in _topics)
        {
            if (name.SequenceEqual(bytes))
            {
                return known;
            }
        }

        _topics.Add((name.ToArray(), Encoding.UTF8.GetString(name)));
        return _topics[^1].Name;
    }
}
