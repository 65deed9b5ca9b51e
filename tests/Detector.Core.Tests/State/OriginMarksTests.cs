using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.State;

namespace Detector.Core.Tests.State;

/// <summary>Of what is forwarded to a partition, each message counts once, whoever was killed and began again.</summary>
public sealed class OriginMarksTests
{
    private static readonly TopicPartition Place = new(0, 0);

    private readonly Schema _schema = new(new SchemaSettings
    {
        Fields = [new() { Name = "amount" }],
        Aggregates = [new() { Kind = AggregateKind.Count, By = ["card"], Window = TimeSpan.FromMinutes(1) }],
    });

    /// <summary>
    /// Forwarders begin where the last commit was, write on beside those that they take over from, and are killed; what reads the topic is
    /// saved and restored now and then. Each message is no repeat exactly once, the first time.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EachMessageCountsOnceTheFirstTime(int seed)
    {
        var random = new Random(seed);
        var log = new List<EventOrigin>();
        var writers = new List<(int Partition, long Next)>();
        long[] committed = new long[3];
        while (committed.Min() < 300)
        {
            if (writers.Count < 4)
            {
                int partition = random.Next(3);
                writers.Add((partition, committed[partition]));
            }

            int at = random.Next(writers.Count);
            (int whose, long next) = writers[at];
            for (int left = random.Next(20); left > 0; left--, next++)
            {
                if (next % 6 != 5) // compacted away
                {
                    log.Add(new(whose == 2 ? "refunds" : "payments", whose, next));
                }
            }

            writers[at] = (whose, next);
            if (random.Next(3) == 0)
            {
                committed[whose] = Math.Max(committed[whose], next); // all before it is in the log
            }

            if (random.Next(4) == 0)
            {
                writers.RemoveAt(at);
            }
        }

        RowStage stage = Stage();
        var seen = new HashSet<EventOrigin>();
        for (int i = 0; i < log.Count; i++)
        {
            bool isRepeat = Ask(stage, i, log[i], 1000 + log[i].Offset);
            Assert.Equal(!seen.Add(log[i]), isRepeat);
            stage = random.Next(50) == 0 ? Copy(stage) : stage;
        }

        Assert.True(stage.Repeats + seen.Count <= log.Count && seen.Count < log.Count, "there were none");
    }

    [Fact]
    public void ATopicThatIsMadeAnewHasNewMessages()
    {
        RowStage stage = Stage();
        Assert.False(Ask(stage, 0, new("payments", 0, 70), 5000));
        Assert.True(Ask(stage, 1, new("payments", 0, 70), 5000));
        Assert.True(Ask(stage, 2, new("payments", 0, 3), 4000)); // rewound by hand
        Assert.False(Ask(stage, 3, new("payments", 0, 0), 6000));
        Assert.False(Ask(stage, 4, new("payments", 0, 1), 6000));
        Assert.True(Ask(stage, 5, new("payments", 0, 0), 6000));
        Assert.Equal(3, stage.Repeats);
    }

    /// <summary>What is read again at its own offset is no repeat of itself, and who says nothing of an origin has none.</summary>
    [Fact]
    public void AMessageThatIsReadAgainIsNoRepeat()
    {
        RowStage stage = Stage();
        Assert.False(Ask(stage, 7, new("payments", 0, 70), 5000));
        Assert.False(Ask(stage, 7, new("payments", 0, 70), 5000));
        Assert.False(Ask(stage, 8, null, 5000));
        Assert.False(Ask(stage, 9, null, 5000));
    }

    [Fact]
    public void AStateWithoutThemIsRefused()
    {
        using var saved = new MemoryStream();
        new RowStage(_schema).Save(Place, saved);
        saved.Position = 0;
        Assert.Contains("does not say which", Assert.Throws<InvalidDataException>(() => Stage().Restore(Place, saved)).Message);
    }

    private RowStage Stage() => new(_schema, isForwarded: true);

    private RowStage Copy(RowStage stage)
    {
        using var saved = new MemoryStream();
        stage.Save(Place, saved);
        saved.Position = 0;
        RowStage copy = Stage();
        copy.Restore(Place, saved);
        return copy;
    }

    private static bool Ask(RowStage stage, long offset, EventOrigin? origin, long queuedMs) => stage.IsRepeat(new EventView
    {
        Partition = Place, Offset = offset, TimestampMs = queuedMs, Key = default, Payload = default, Origin = origin,
    });
}
