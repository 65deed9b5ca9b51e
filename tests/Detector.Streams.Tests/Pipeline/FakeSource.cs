using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>Hands out a fixed number of copies of one payload, from one partition or in turn from several.</summary>
internal sealed class FakeSource(int count, int partitions, Func<int, byte[]> payload) : IEventSource
{
    private static readonly byte[] DefaultKey = "key"u8.ToArray();
    private readonly ManualResetEventSlim _exhausted = new();
    private int _read;
    private int _first;
    private bool _hasRevoked;

    public IReadOnlyList<string> Topics => ["events"];

    public Dictionary<TopicPartition, long> Stored { get; } = [];

    public IAssignmentHandler? Handler { get; private set; }

    public bool Closed { get; private set; }

    public bool IsPaused { get; private set; }

    public SemaphoreSlim AskedWhilePaused { get; } = new(0);

    public WaitHandle Exhausted => _exhausted.WaitHandle;

    /// <summary>Messages read so far.</summary>
    public int ReadCount => Volatile.Read(ref _read);

    /// <summary>Messages that a read gives at most.</summary>
    public int AtOnce { get; init; } = 1;

    /// <summary>The key of a message.</summary>
    public Func<int, byte[]?> Key { get; init; } = _ => DefaultKey;

    /// <summary>Where a message was forwarded from.</summary>
    public Func<int, EventOrigin?> Origin { get; init; } = _ => null;

    /// <summary>Called on the consumer thread before a read.</summary>
    public Action<int>? BeforeRead { get; set; }

    public void Open(IAssignmentHandler handler)
    {
        Handler = handler;
        handler.Assigned([.. Enumerable.Range(0, partitions).Select(i => new TopicPartition(0, i))]);
    }

    public EventView this[int index]
    {
        get
        {
            int message = _first + index;
            byte[]? key = Key(message);
            return new EventView
            {
                Partition = new TopicPartition(0, message % partitions),
                Offset = message / partitions,
                TimestampMs = 1_000_000 + message,
                Key = key,
                HasKey = key is not null,
                Payload = payload(message),
                Origin = Origin(message),
            };
        }
    }

    public int Read(TimeSpan wait, int most)
    {
        if (IsPaused)
        {
            AskedWhilePaused.Release();
            return 0;
        }

        _hasRevoked = false;
        BeforeRead?.Invoke(_read);
        if (_hasRevoked)
        {
            return 0;
        }

        if (_read == count)
        {
            _exhausted.Set();
            if (wait > TimeSpan.Zero)
            {
                // What a consumer does without messages: it waits.
                Thread.Yield();
            }

            return 0;
        }

        _first = _read;
        int given = Math.Min(Math.Min(most, AtOnce), count - _read);
        Volatile.Write(ref _read, _read + given);
        return given;
    }

    /// <summary>As a rebalance does within a read.</summary>
    public void Revoke()
    {
        _hasRevoked = true;
        Handler!.Revoking([.. Enumerable.Range(0, partitions).Select(i => new TopicPartition(0, i))]);
    }

    /// <summary>The headers of a message.</summary>
    public Func<int, IReadOnlyList<MessageHeader>> Headers { get; init; } = _ => [new MessageHeader("trace", [1])];

    public IReadOnlyList<MessageHeader> ReadHeaders(int index) => Headers(_first + index);

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

    public void Seek(TopicPartition partition, long offset) => throw new NotSupportedException();

    public long? OffsetAt(TopicPartition partition, long timeMs) => null;

    public void Pause() => IsPaused = true;

    public void Resume() => IsPaused = false;

    // As a consumer does: a member that leaves gives its partitions up.
    public void Close()
    {
        Revoke();
        Closed = true;
    }

    public void Dispose()
    {
        _exhausted.Dispose();
        AskedWhilePaused.Dispose();
    }
}
