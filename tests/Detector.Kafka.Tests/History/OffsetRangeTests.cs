using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Kafka.History;

namespace Detector.Kafka.Tests.History;

public sealed class OffsetRangeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(110)]
    [InlineData(5000)]
    public void AsManyAreTakenAsAllowedAndThereAre(long limit)
    {
        long[] counts = [3, 0, 100, 7];
        foreach (HistoryPart part in Enum.GetValues<HistoryPart>())
        {
            IReadOnlyList<OffsetRange> taken = OffsetRange.Share([.. counts.Select((count, i) => Range(i, 1000 * i, count))], limit, part);

            Assert.Equal(Math.Min(limit, counts.Sum()), taken.Sum(range => range.Count));
            Assert.Equal(taken.Select(range => range.Partition.Partition).Order(), taken.Select(range => range.Partition.Partition));
            foreach (OffsetRange range in taken)
            {
                long start = 1000 * range.Partition.Partition;
                Assert.Equal(part == HistoryPart.First ? start : start + counts[range.Partition.Partition],
                    part == HistoryPart.First ? range.Start : range.End);
                Assert.InRange(range.Count, 1, counts[range.Partition.Partition]);
            }
        }
    }

    [Fact]
    public void ShortPartitionsAreMadeUpForByLongOnes() =>
        Assert.Equal([3L, 11, 11], OffsetRange.Share([Range(0, 0, 3), Range(1, 0, 500), Range(2, 0, 400)], 25, HistoryPart.Last)
            .Select(r => r.Count));

    private static OffsetRange Range(int partition, long start, long count) => new(new TopicPartition(0, partition), start, start + count);
}
