using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using Detector.Core.Sources;

namespace Detector.Kafka.Sources;

/// <summary>
/// The messages that wait in a consumer, taken as many at a time as there are: the client's own Consume takes one, with five calls, five
/// objects and a copy. They are read where librdkafka unpacked them. Its callbacks are served within <see cref="Fill"/>. Consumer thread.
/// </summary>
internal sealed unsafe partial class MessageQueue : IDisposable
{
    private const int Capacity = 512;

    private readonly NativeMessage*[] _messages = new NativeMessage*[Capacity];
    private readonly nint _queue;
    private int _first;
    private int _taken;
    private int _end;

    public MessageQueue(Handle client) => _queue = OfConsumer(((SafeHandle)NativeHandle(client)).DangerousGetHandle());

    /// <summary>Messages that are here and not taken.</summary>
    public int Waiting => _end - _first - _taken;

    /// <summary>A message: those that were taken last come first, and those that wait behind them.</summary>
    public ref readonly NativeMessage this[int index] => ref *_messages[_first + index];

    /// <summary>Gets messages from the client where none are here, waiting for the first.</summary>
    public void Fill(TimeSpan wait, int most)
    {
        Release();
        if (Waiting > 0)
        {
            return;
        }

        _first = 0;
        most = Math.Min(most, Capacity);
        fixed (NativeMessage** messages = _messages)
        {
            // A call for several returns when it has them all or its time is up.
            _end = Consume(_queue, 0, messages, most);
            if (_end == 0 && wait > TimeSpan.Zero && Consume(_queue, (int)Math.Ceiling(wait.TotalMilliseconds), messages, 1) == 1)
            {
                _end = 1 + Consume(_queue, 0, messages + 1, most - 1);
            }
        }
    }

    /// <summary>Takes the first of those that wait; they last until <see cref="Release"/>.</summary>
    public void Take(int count) => _taken += count;

    /// <summary>Lets go of what was taken.</summary>
    public void Release()
    {
        for (; _taken > 0; _taken--)
        {
            Destroy(_messages[_first++]);
        }
    }

    /// <summary>Lets go of those that wait of one partition; the first one's offset, null where there is none.</summary>
    public long? Drop(string topic, int partition)
    {
        long? first = null;
        int kept = _first + _taken;
        for (int i = kept; i < _end; i++)
        {
            NativeMessage* message = _messages[i];
            if (message->Error == 0 && message->Partition == partition && Topic(*message) == topic)
            {
                first ??= message->Offset;
                Destroy(message);
            }
            else
            {
                _messages[kept++] = message;
            }
        }

        _end = kept;
        return first;
    }

    /// <summary>Allocates; a topic's address stays the same while it is consumed.</summary>
    public static string? Topic(in NativeMessage message) => message.Topic == 0 ? null : Marshal.PtrToStringUTF8(TopicName(message.Topic));

    public static Error Error(in NativeMessage message)
    {
        string text = Marshal.PtrToStringUTF8(ErrorText(message)) ?? "";
        return new Error((ErrorCode)message.Error, text, (ErrorCode)message.Error == ErrorCode.Local_Fatal);
    }

    /// <summary>Unix milliseconds; -1 where it has none.</summary>
    public static long TimestampMs(in NativeMessage message) => Timestamp(message, out _);

    public static IReadOnlyList<MessageHeader> Headers(in NativeMessage message)
    {
        var headers = new List<MessageHeader>();
        if (Headers(message, out nint list) == 0)
        {
            for (nint i = 0; Header(list, i, out nint name, out byte* value, out nuint size) == 0; i++)
            {
                byte[]? bytes = value == null ? null : new ReadOnlySpan<byte>(value, (int)size).ToArray();
                headers.Add(new MessageHeader(Marshal.PtrToStringUTF8(name)!, bytes));
            }
        }

        return headers;
    }

    /// <summary>Where a message says that it was forwarded from; null where it says nothing.</summary>
    public static EventOrigin? Origin(in NativeMessage message, OriginHeader header) =>
        Header(message, OriginHeader.Name) is { IsEmpty: false } value ? header.Read(value) : null;

    /// <summary>The last header of a name, where librdkafka unpacked it; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Header(in NativeMessage message, string name) =>
        Headers(message, out nint list) == 0 && LastHeader(list, name, out byte* value, out nuint size) == 0
            ? new ReadOnlySpan<byte>(value, (int)size) : default;

    /// <summary>Lets go of everything; before the client itself.</summary>
    public void Dispose()
    {
        Clear();
        Destroy(_queue);
    }

    /// <summary>Lets go of every message.</summary>
    public void Clear()
    {
        Take(Waiting);
        Release();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_LibrdkafkaHandle")]
    [return: UnsafeAccessorType("Confluent.Kafka.Impl.SafeKafkaHandle, Confluent.Kafka")]
    private static extern object NativeHandle(Handle client);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_queue_get_consumer")]
    private static partial nint OfConsumer(nint client);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_queue_destroy")]
    private static partial void Destroy(nint queue);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_consume_batch_queue")]
    private static partial int Consume(nint queue, int waitMs, NativeMessage** messages, nint most);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_message_destroy")]
    private static partial void Destroy(NativeMessage* message);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_topic_name"), SuppressGCTransition]
    private static partial nint TopicName(nint topic);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_message_errstr")]
    private static partial nint ErrorText(in NativeMessage message);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_message_timestamp"), SuppressGCTransition]
    private static partial long Timestamp(in NativeMessage message, out int kind);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_message_headers")]
    private static partial int Headers(in NativeMessage message, out nint headers);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_header_get_all")]
    private static partial int Header(nint headers, nint index, out nint name, out byte* value, out nuint size);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_header_get_last", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LastHeader(nint headers, string name, out byte* value, out nuint size);
}
