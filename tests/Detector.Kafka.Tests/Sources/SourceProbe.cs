using System.Diagnostics;
using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources;

/// <summary>Drives a source as a stream would, and keeps what it sees.</summary>
internal sealed class SourceProbe : IAssignmentHandler, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public SourceProbe(SourceSettings settings, TimeProvider? time = null, bool opens = true, IGroupStarts? starts = null)
    {
        Source = new KafkaSource(settings, "test", Log, time ?? TimeProvider.System, starts);
        Source.Jumped += Jumps.Add;
        if (opens)
        {
            Source.Open(this);
        }
    }

    public TestLog Log { get; } = new();

    public KafkaSource Source { get; }

    /// <summary>Events that are read together at most.</summary>
    public int AtOnce { get; set; } = 1;

    /// <summary>The most that a read gave.</summary>
    public int MostRead { get; private set; }

    /// <summary>Whether each event's offset is stored as soon as it is read.</summary>
    public bool StoresAtOnce { get; init; }

    public HashSet<TopicPartition> Assigned { get; } = [];

    public List<TopicPartition> LostPartitions { get; } = [];

    public List<TopicPartition> RevokedPartitions { get; } = [];

    public List<TestMessage> Received { get; } = [];

    public List<PositionJump> Jumps { get; } = [];

    /// <summary>Called within Revoking.</summary>
    public Action<IReadOnlyList<TopicPartition>>? OnRevoking { get; set; }

    /// <summary>Where reading begins, of the offset that is next; null: there.</summary>
    public Func<TopicPartition, long, long>? Begins { get; set; }

    /// <summary>What the source has said to be read of each partition.</summary>
    public Dictionary<int, long> PassedOffsets { get; } = [];

    bool IAssignmentHandler.ReadsAgain => Begins is not null;

    long IAssignmentHandler.BeginAt(TopicPartition partition, long next) => Begins?.Invoke(partition, next) ?? next;

    void IAssignmentHandler.Passed(TopicPartition partition, long next) => PassedOffsets[partition.Partition] = next;

    void IAssignmentHandler.Assigned(IReadOnlyList<TopicPartition> partitions) => Assigned.UnionWith(partitions);

    void IAssignmentHandler.Revoking(IReadOnlyList<TopicPartition> partitions)
    {
        RevokedPartitions.AddRange(partitions);
        OnRevoking?.Invoke(partitions);
        Assigned.ExceptWith(partitions);
    }

    void IAssignmentHandler.Lost(IReadOnlyList<TopicPartition> partitions)
    {
        LostPartitions.AddRange(partitions);
        Assigned.ExceptWith(partitions);
    }

    /// <summary>Reads events, <see cref="AtOnce"/> at most, if any come soon.</summary>
    public bool Step()
    {
        int revoked = RevokedPartitions.Count;
        int count = Source.Read(TimeSpan.FromMilliseconds(20), AtOnce);
        Assert.True(count == 0 || RevokedPartitions.Count == revoked, "a read within which partitions were given up gave events");
        for (int i = 0; i < count; i++)
        {
            EventView view = Source[i];
            Assert.Contains(view.Partition, Assigned);
            foreach (MessageHeader header in Source.ReadHeaders(i))
            {
                byte[]? last = Source.ReadHeaders(i).Last(h => h.Name == header.Name).Value;
                Assert.Equal(last ?? [], Source.ReadHeader(i, header.Name).ToArray());
            }

            Assert.True(Source.ReadHeader(i, "none").IsEmpty);
            Received.Add(new TestMessage
            {
                Key = view.HasKey ? view.Key.ToArray() : null,
                Value = view.IsTombstone ? null : view.Payload.ToArray(),
                Headers = [.. Source.ReadHeaders(i).Select(h => KeyValuePair.Create(h.Name, h.Value))],
                TimestampMs = view.TimestampMs,
                Partition = view.Partition.Partition,
                Offset = view.Offset,
            });
            if (StoresAtOnce)
            {
                Source.StoreOffset(view.Partition, view.Offset + 1);
            }
        }

        MostRead = Math.Max(MostRead, count);
        return count > 0;
    }

    /// <summary>Reads until a condition holds.</summary>
    public void RunUntil(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException(
                    $"received {Received.Count}, assigned {Assigned.Count}; log:\n{string.Join('\n', Log.Lines.TakeLast(30))}");
            }

            Step();
        }
    }

    public void Dispose() => Source.Dispose();
}
