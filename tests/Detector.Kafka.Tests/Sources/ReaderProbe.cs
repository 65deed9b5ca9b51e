using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;
using Detector.TestKit;
using Microsoft.Extensions.Time.Testing;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Tests.Sources;

/// <summary>
/// The parts of a source that read, put together as it does, over a client that was given partitions by hand: so that what a group does
/// at a moment of its own is done at the one that a test wants.
/// </summary>
internal sealed class ReaderProbe : IAssignmentHandler, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TopicWatch _watch;
    private readonly SourceHealth _health;

    public ReaderProbe(string bootstrap, string topic)
    {
        var options = new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = $"g-{topic}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            StatisticsIntervalMs = 100,
            FetchWaitMaxMs = 10,
        };
        (Client, Spy) = ConsumerSpy.Over(new ConsumerBuilder<Ignore, Ignore>(options).SetLogHandler((_, _) => { })
            .SetStatisticsHandler((_, json) => Reader!.Watch(() => OnStatistics?.Invoke(json))).Build());
        Topic = topic;
        var topics = new SourceTopics([topic]);
        _watch = new TopicWatch(Client.Handle, topics.Names);
        var settings = new SourceSettings { Bootstrap = bootstrap, Topics = [topic] };
        var group = new GroupStart(Client, settings, options.GroupId, _watch, null, Log);
        Positions = new PositionKeeper(Client, group, topics, Log, Time);
        Positions.Jumped += Jumps.Add;
        _health = new SourceHealth("test", bootstrap, topics, _watch, Log, Time);
        Assignment = new Assignment(topics, _watch, Positions, _health, bootstrap, Log);
        Reader = new MessageReader(Client, topics, Positions, Assignment, _health);
        Assignment.Open(this);
        Assert.True(SpinWait.SpinUntil(KnowsItsGroup, Patience), "a broker that has only just come up knows the group in the end");
    }

    public string Topic { get; }

    public IConsumer<Ignore, Ignore> Client { get; }

    public ConsumerSpy Spy { get; }

    public PositionKeeper Positions { get; }

    public Assignment Assignment { get; }

    public MessageReader Reader { get; }

    public FakeTimeProvider Time { get; } = new();

    public TestLog Log { get; } = new();

    public List<PositionJump> Jumps { get; } = [];

    /// <summary>What the handler was told, in words.</summary>
    public List<string> Told { get; } = [];

    /// <summary>The events that were read.</summary>
    public List<(int Partition, long Offset)> Received { get; } = [];

    /// <summary>Called with the client's statistics, within its calls.</summary>
    public Func<string, bool>? OnStatistics { get; set; }

    long IAssignmentHandler.BeginAt(TopicPartition partition, long next)
    {
        Told.Add($"begin {partition.Partition} at {next}");
        return next;
    }

    void IAssignmentHandler.Assigned(IReadOnlyList<TopicPartition> partitions) => Told.Add($"assigned {Numbers(partitions)}");

    void IAssignmentHandler.Revoking(IReadOnlyList<TopicPartition> partitions) => Told.Add($"revoking {Numbers(partitions)}");

    void IAssignmentHandler.Lost(IReadOnlyList<TopicPartition> partitions) => Told.Add($"lost {Numbers(partitions)}");

    /// <summary>Gives partitions, as the group does.</summary>
    public void Assign(params int[] partitions) => Client.Assign(Assignment.OnAssigned([.. partitions.Select(Of)]));

    /// <summary>Takes a partition, as the group does.</summary>
    public void Revoke(int partition)
    {
        Assignment.OnRevoked([new TopicPartitionOffset(Of(partition), Offset.Unset)]);
        Client.IncrementalUnassign([Of(partition)]);
    }

    public Confluent.Kafka.TopicPartition Of(int partition) => new(Topic, partition);

    /// <summary>Reads once, so many at most.</summary>
    public int Read(int most)
    {
        int count = Reader.Read(TimeSpan.FromMilliseconds(100), most);
        Received.AddRange(Enumerable.Range(0, count).Select(i => (Reader[i].Partition.Partition, Reader[i].Offset)));
        return count;
    }

    /// <summary>Reads until a condition holds.</summary>
    public void ReadUntil(Func<bool> condition, int most = 10)
    {
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    Read(most);
                    return condition();
                },
                Patience),
            $"read {string.Join(' ', Received.TakeLast(20))}; {string.Join('\n', Log.Lines)}");
    }

    /// <summary>Commits a position, as any member of the group may.</summary>
    public void Commit(int partition, long offset) => Client.Commit([new TopicPartitionOffset(Of(partition), offset)]);

    /// <summary>What the group has committed for a partition.</summary>
    public long Committed(int partition) => Client.Committed([Of(partition)], Patience)[0].Offset;

    public void Dispose()
    {
        OnStatistics = null;
        _watch.Dispose();
        Reader.Dispose();
        Client.Close();
        Client.Dispose();
        _health.Dispose();
    }

    private bool KnowsItsGroup()
    {
        try
        {
            return Committed(0) < 0;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private static string Numbers(IReadOnlyList<TopicPartition> partitions) => string.Join(',', partitions.Select(p => p.Partition));
}
