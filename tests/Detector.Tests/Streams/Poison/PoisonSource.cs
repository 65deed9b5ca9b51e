using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Tests.Streams.Poison;

/// <summary>Hands out messages of one partition, each once.</summary>
internal sealed class PoisonSource(IReadOnlyList<PoisonMessage> messages) : IEventSource
{
    private static readonly TopicPartition Partition = new(0, 0);

    private readonly ManualResetEventSlim _exhausted = new();
    private int _next;
    private long _stored;

    public IReadOnlyList<string> Topics => ["events"];

    public WaitHandle Exhausted => _exhausted.WaitHandle;

    public long Stored => Volatile.Read(ref _stored);

    public void Open(IAssignmentHandler handler) => handler.Assigned([Partition]);

    public bool TryRead(TimeSpan wait, out EventView message)
    {
        if (_next == messages.Count)
        {
            _exhausted.Set();
            Thread.Yield();
            message = default;
            return false;
        }

        PoisonMessage next = messages[_next];
        message = new EventView
        {
            Partition = Partition,
            Offset = _next++,
            TimestampMs = next.TimestampMs,
            Key = next.Key,
            HasKey = next.Key is not null,
            Payload = next.Payload,
            IsTombstone = next.Payload is null,
        };
        return true;
    }

    public IReadOnlyList<MessageHeader> ReadHeaders() => messages[_next - 1].Headers;

    public void StoreOffset(TopicPartition partition, long nextOffset) => Volatile.Write(ref _stored, nextOffset);

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
