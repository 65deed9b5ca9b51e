using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Streams.Tests.State;

/// <summary>A compacted topic in memory, whose writers may be cut off.</summary>
internal sealed class FakeChangelog : IChangelog
{
    private readonly Lock _gate = new();
    private readonly List<(int Partition, byte[] Key, byte[]? Value)> _records = [];

    /// <summary>Records that are still written; then the brokers are gone.</summary>
    public int Room { get; set; } = int.MaxValue;

    /// <summary>Whether a reader waits until it is no longer waited for.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Calls that came, and records that were read.</summary>
    public (int Writes, int Reads, int Shown) Seen { get; private set; }

    public IReadOnlyList<(int Partition, byte[] Key, byte[]? Value)> Records => _records;

    public void Write(int partition, IEnumerable<(byte[] Key, byte[]? Value)> records, CancellationToken cancellation)
    {
        Seen = Seen with { Writes = Seen.Writes + 1 };
        foreach ((byte[] key, byte[]? value) in records)
        {
            lock (_gate)
            {
                if (Room-- <= 0)
                {
                    throw new SourceFailedException("the brokers are gone");
                }

                _records.Add((partition, key, value));
            }
        }
    }

    public void Read(int partition, EventVisitor visitor, CancellationToken cancellation)
    {
        Seen = Seen with { Reads = Seen.Reads + 1 };
        if (IsSilent)
        {
            cancellation.WaitHandle.WaitOne();
            cancellation.ThrowIfCancellationRequested();
        }

        lock (_gate)
        {
            for (int i = 0; i < _records.Count; i++)
            {
                if (_records[i].Partition == partition)
                {
                    Seen = Seen with { Shown = Seen.Shown + 1 };
                    visitor(new EventView
                    {
                        Partition = new TopicPartition(0, partition), Offset = i, TimestampMs = 0, Key = _records[i].Key, HasKey = true,
                        Payload = _records[i].Value, IsTombstone = _records[i].Value is null,
                    });
                }
            }
        }
    }

    public void Dispose()
    {
    }
}
