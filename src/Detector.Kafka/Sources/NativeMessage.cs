using System.Runtime.InteropServices;

namespace Detector.Kafka.Sources;

/// <summary>librdkafka's rd_kafka_message_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    /// <summary>0 where it is a message; else it tells of an error.</summary>
    public int Error;

    /// <summary>An rd_kafka_topic_t; null for errors of no topic.</summary>
    public nint Topic;

    public int Partition;

    /// <summary>Null where the message has no value.</summary>
    public byte* Payload;

    public nuint Length;

    /// <summary>Null where the message has no key.</summary>
    public byte* Key;

    public nuint KeyLength;

    public long Offset;

    public nint Private;

    public readonly bool HasKey => Key != null;

    public readonly bool HasPayload => Payload != null;

    /// <summary>Where librdkafka unpacked them, until the message is let go.</summary>
    public readonly ReadOnlySpan<byte> KeyBytes => new(Key, (int)KeyLength);

    /// <inheritdoc cref="KeyBytes"/>
    public readonly ReadOnlySpan<byte> PayloadBytes => new(Payload, (int)Length);
}
