using Confluent.Kafka;

namespace Detector.Kafka.Sources;

/// <summary>
/// Takes the place of a deserializer: copies the bytes that it is shown into a buffer of its own, used again for the next
/// message, so that no array is allocated per message. Its "value" is only whether there was one.
/// </summary>
internal sealed class MessageBuffer : IDeserializer<bool>
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>The bytes of the message read last; empty where it had none.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <returns>False for null, which Kafka tells from empty.</returns>
    public bool Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (data.Length > _bytes.Length)
        {
            _bytes = new byte[Math.Max(data.Length, 2 * _bytes.Length)];
        }

        data.CopyTo(_bytes);
        _length = data.Length;
        return !isNull;
    }
}
