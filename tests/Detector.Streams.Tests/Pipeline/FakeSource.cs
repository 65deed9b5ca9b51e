using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>Hands out a fixed number of copies of one payload, from one partition or in turn from several.</summary>
internal sealed class FakeSource(int count, int partitions, Func<int, byte[]> payload) : IEventSource
{
    private static readonly byte[] DefaultKey = "key"u8.ToArray();
    private readonly long[] _next = new long[partitions];
    private readonly ManualResetEventSlim _exhausted = new();
    private int _read;

    public IReadOnlyList<string> Topics => ["events"];

    public Dictionary<TopicPartition, long> Stored { get; } = [];

    public IAssignmentHandler? Handler { get; private set; }

    public bool Closed { get; private set; }

    public bool IsPaused { get; private set; }

    public SemaphoreSlim AskedWhilePaused { get; } = new(0);

    public WaitHandle Exhausted => _exhausted.WaitHandle;

    public int Read => Volatile.Read(ref _read);

    /// <summary>The key of a message.</summary>
    public Func<int, byte[]?> Key { get; init; } = _ => DefaultKey;

    /// <summary>Called on the consumer thread before a read.</summary>
    public Action<int>? BeforeRead { get; set; }

    public void Open(IAssignmentHandler handler)
    {
        Handler = handler;
        handler.Assigned([.. Enumerable.Range(0, partitions).Select(i => new TopicPartition(0, i))]);
    }

    public bool TryRead(TimeSpan wait, out EventView message)
    {
        if (IsPaused)
        {
            AskedWhilePaused.Release();
            message = default;
            return false;
        }

        BeforeRead?.Invoke(_read);
        if (_read == count)
        {
            _exhausted.Set();
            if (wait > TimeSpan.Zero)
            {
                // What a consumer does without messages: it waits.
                Thread.Yield();
            }

            message = default;
            return false;
        }

        int partition = _read % partitions;
        byte[]? key = Key(_read);
        message = new EventView
        {
            Partition = new TopicPartition(0, partition),
            Offset = _next[partition]++,
            TimestampMs = 1_000_000 + _read,
            Key = key,
            HasKey = key is not null,
            Payload = payload(_read),
        };
        Volatile.Write(ref _read, _read + 1);
        return true;
    }

    public IReadOnlyList<MessageHeader> ReadHeaders() => [new MessageHeader("trace", [1])];

    public void StoreOffset(TopicPartition partition, long nextOffset)
    {
        lock (Stored)
        {
            Assert.True(!Stored.TryGetValue(partition, out long before) || before <= nextOffset, "offsets are stored in rising order");
            Stored[partition] = nextOffset;
        }
    }

    public long StoredOf(int partition)
    {
        lock (Stored)
        {
            return Stored.GetValueOrDefault(new TopicPartition(0, partition));
        }
    }

    public void Pause() => IsPaused = true;

    public void Resume() => IsPaused = false;

    // As a consumer does: a member that leaves gives its partitions up.
    public void Close()
    {
        Handler!.Revoking([.. Enumerable.Range(0, partitions).Select(i => new TopicPartition(0, i))]);
        Closed = true;
    }

    public void Dispose()
    {
        _exhausted.Dispose();
        AskedWhilePaused.Dispose();
    }
}
