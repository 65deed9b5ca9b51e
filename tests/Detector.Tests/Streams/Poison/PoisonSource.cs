using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Tests.Streams.Poison;

/// <summary>Hands out messages of one partition, each once.</summary>
internal sealed class PoisonSource(IReadOnlyList<PoisonMessage> messages) : IEventSource
{
    private static readonly TopicPartition Partition = new(0, 0);

    private readonly ManualResetEventSlim _exhausted = new();
    private int _first;
    private int _next;
    private long _stored;

    public IReadOnlyList<string> Topics => ["events"];

    public WaitHandle Exhausted => _exhausted.WaitHandle;

    public long Stored => Volatile.Read(ref _stored);

    public void Open(IAssignmentHandler handler) => handler.Assigned([Partition]);

    public EventView this[int index]
    {
        get
        {
            PoisonMessage message = messages[_first + index];
            return new EventView
            {
                Partition = Partition,
                Offset = _first + index,
                TimestampMs = message.TimestampMs,
                Key = message.Key,
                HasKey = message.Key is not null,
                Payload = message.Payload,
                IsTombstone = message.Payload is null,
            };
        }
    }

    public int Read(TimeSpan wait, int most)
    {
        if (_next == messages.Count)
        {
            _exhausted.Set();
            Thread.Yield();
            return 0;
        }

        _first = _next;
        _next = Math.Min(_next + most, messages.Count);
        return _next - _first;
    }

    public IReadOnlyList<MessageHeader> ReadHeaders(int index) => messages[_first + index].Headers;

    public void StoreOffset(TopicPartition partition, long nextOffset) => Volatile.Write(ref _stored, nextOffset);

    public void Seek(TopicPartition partition, long offset) => throw new NotSupportedException();

    public long? OffsetAt(TopicPartition partition, long timeMs) => null;

    public void Pause()
    {
    }

    public void Resume()
    {
    }

    public void Close()
    {
    }

    public void Dispose() => _exhausted.Dispose();
}
