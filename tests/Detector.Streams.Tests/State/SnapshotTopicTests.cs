using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Kafka;
using Detector.Kafka.Settings;
using Detector.Streams.State;
using Detector.Streams.Tests.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Streams.Tests.State;

/// <summary>Snapshots in a topic: what is found was written wholly, is not ahead, and is the newest such.</summary>
public sealed class SnapshotTopicTests
{
    private static readonly TopicPartition Partition = new(0, 2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();

    /// <summary>Two members write in turn, and are cut off at random records; a third looks.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task WhatIsFoundWasWrittenWholly(int seed)
    {
        var random = new Random(seed);
        var log = new FakeChangelog();
        SnapshotTopic writer = Of(log);
        var all = new Dictionary<long, byte[]>();
        (long latest, int earlier, int cut) = (0, 0, 0);
        for (int offset = 1; offset < 40; offset++)
        {
            byte[] bytes = new byte[(random.Next(3) * StateCopy.ChunkBytes) + random.Next(1000) + (random.Next(5) == 0 ? 0 : 1)];
            random.NextBytes(bytes);
            all.Add(offset, bytes);
            log.Room = random.Next(2) == 0 ? random.Next(3) : int.MaxValue;
            _time.Advance(TimeSpan.FromMinutes(1)); // who was cut off tries again
            bool isWhole = bytes.Length > 0 && TryWrite(writer, Partition, offset, bytes);
            latest = isWhole ? offset : latest;
            cut += log.Room < 0 ? 1 : 0;
            if (random.Next(4) == 0)
            {
                writer = Of(log); // another member's
            }

            // One that was cut off behind its last chunk is whole, too.
            long newest = await FindAsync(log, Partition, long.MaxValue, all);
            Assert.InRange(newest, latest, offset);
            latest = newest;
            long before = await FindAsync(log, Partition, newest - 1, all);
            Assert.InRange(before, 0, Math.Max(0, newest - 1));
            earlier += before > 0 ? 1 : 0;
        }

        Assert.True(earlier > 5 && cut > 5, $"{earlier} {cut}");
        Assert.Contains(log.Records, record => record.Value is null);
        Assert.All(log.Records, record => Assert.True(record.Value is null || record.Value.Length < 1_000_000));
        Assert.Equal(0, await FindAsync(log, new(0, 3), long.MaxValue, all));
        Assert.Equal(0, await FindAsync(log, new(1, 2), long.MaxValue, all));
    }

    /// <summary>Any byte of any chunk that is another makes the snapshot none.</summary>
    [Fact]
    public async Task ADamagedChunkIsNone()
    {
        var log = new FakeChangelog();
        var all = new Dictionary<long, byte[]> { [7] = [1, 2, 3, 4] };
        Assert.True(TryWrite(Of(log), Partition, 7, all[7]));
        byte[] value = log.Records.Single().Value!;
        for (int i = 0; i < value.Length; i++)
        {
            value[i] ^= 1;
            Assert.Equal(0, await FindAsync(log, Partition, long.MaxValue, all));
            value[i] ^= 1;
        }

        Assert.Equal(7, await FindAsync(log, Partition, long.MaxValue, all));
    }

    /// <summary>They are of events that come again: of those from here on, or of another topic of this name.</summary>
    [Fact]
    public async Task WhatIsAheadIsRemovedWithTheNextOne()
    {
        var log = new FakeChangelog();
        var all = new Dictionary<long, byte[]> { [5] = new byte[1_100_000], [8] = [8, 8], [9] = new byte[600_000] };
        SnapshotTopic first = Of(log);
        Assert.True(TryWrite(first, Partition, 8, all[8]) && TryWrite(first, Partition, 9, all[9]));
        Assert.True(TryWrite(Of(log), Partition, 5, all[5]));
        Assert.Equal(5, await FindAsync(log, Partition, long.MaxValue, all));
        Assert.Equal(0, await FindAsync(log, Partition, 4, all));
    }

    [Fact]
    public async Task WhatWasRefusedIsNotFoundAgain()
    {
        var log = new FakeChangelog();
        SnapshotTopic snapshots = Of(log);
        Assert.True(TryWrite(snapshots, Partition, 3, [3]) && TryWrite(snapshots, Partition, 4, [4]));
        (await snapshots.FindAsync(Partition, 9))!.Remove();
        Assert.Equal(3, (await snapshots.FindAsync(Partition, 9))!.Offset);
    }

    /// <summary>Brokers that take nothing cost one wait, are asked again after a minute, and keep nobody from ending.</summary>
    [Fact]
    public async Task BrokersThatAreAwayAreNotWaitedForAgainAtOnce()
    {
        var log = new FakeChangelog { Room = 0 };
        SnapshotTopic snapshots = Of(log);
        Assert.False(TryWrite(snapshots, Partition, 3, [3]));
        log.Room = int.MaxValue;
        Assert.False(TryWrite(snapshots, Partition, 4, [4]));
        Assert.Equal(1, log.Seen.Writes);
        Assert.Null(await snapshots.FindAsync(Partition, 9));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(TryWrite(snapshots, Partition, 5, [5]));

        int reads = log.Seen.Reads;
        log.IsSilent = true;
        Task<Snapshot?> search = snapshots.FindAsync(Partition, 9);
        Assert.False(search.IsCompleted);
        Assert.True(SpinWait.SpinUntil(() => log.Seen.Reads == reads + 1, Patience));
        snapshots.Dispose();
        Assert.Equal("the stream stops", (await Assert.ThrowsAsync<IOException>(() => search)).Message);
    }

    /// <summary>Through the real protocol: several chunks, two members, and what is out of date in between.</summary>
    [Fact]
    public async Task SnapshotsGoThroughABroker()
    {
        using var broker = new InProcessBroker();
        broker.CreateTopic("cards.state");
        var random = new Random(1);
        var all = new Dictionary<long, byte[]>();
        using SnapshotTopic writer = Of(Log());
        for (int offset = 1; offset < 5; offset++)
        {
            byte[] bytes = new byte[(offset % 2 * StateCopy.ChunkBytes) + 100];
            random.NextBytes(bytes);
            all.Add(offset, bytes);
            writer.Write(Partition, offset, Copy(bytes), Patience);
        }

        using SnapshotTopic other = Of(Log());
        Assert.Equal(4, Offset(await other.FindAsync(Partition, 4), all));
        Assert.Equal(3, Offset(await other.FindAsync(Partition, 3), all));
        Assert.Null(await other.FindAsync(Partition, 2));

        Changelog Log() => new(
            new SourceSettings { Bootstrap = broker.BootstrapServers, Topics = ["events"] }, new SinkSettings { Topic = "alerts" },
            "cards.state", new FakeLog(), TimeProvider.System);
    }

    private static StateCopy Copy(byte[] bytes)
    {
        var copy = new StateCopy();
        copy.Write(bytes);
        return copy;
    }

    private static bool TryWrite(SnapshotTopic snapshots, TopicPartition partition, long offset, byte[] bytes)
    {
        try
        {
            snapshots.Write(partition, offset, Copy(bytes), Patience);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static long Offset(Snapshot? snapshot, Dictionary<long, byte[]> all)
    {
        if (snapshot is null)
        {
            return 0;
        }

        using Stream stream = snapshot.Open();
        byte[] bytes = new byte[all[snapshot.Offset].Length];
        stream.ReadExactly(bytes);
        Assert.Equal(-1, stream.ReadByte());
        Assert.True(bytes.AsSpan().SequenceEqual(all[snapshot.Offset]));
        return snapshot.Offset;
    }

    private async Task<long> FindAsync(IChangelog log, TopicPartition partition, long most, Dictionary<long, byte[]> all)
    {
        using SnapshotTopic reader = Of(log);
        return Offset(await reader.FindAsync(partition, most), all);
    }

    private SnapshotTopic Of(IChangelog log) => new("cards", log, ["events", "others"], _time);
}
