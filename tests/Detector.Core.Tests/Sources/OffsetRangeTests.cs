using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Core.Tests.Sources;

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

    [Theory]
    [InlineData(100, 10)]
    [InlineData(997, 64)]
    [InlineData(5, 64)]
    public void AnEvenChoiceHasTheSameShareOfEachPartitionAtEqualDistances(long limit, int stretches)
    {
        OffsetRange[] all = [Range(0, 50, 10_000), Range(1, 0, 0), Range(2, 7, 30_000)];
        IReadOnlyList<OffsetRange> thin = OffsetRange.Thin(all, limit, stretches);

        Assert.InRange(thin.Sum(range => range.Count), limit - 1, limit + 1);
        Assert.InRange(thin.Count, 1, stretches + 2);
        long third = thin.Where(range => range.Partition.Partition == 2).Sum(range => range.Count);
        Assert.InRange(third, (0.75 * limit) - 1, (0.75 * limit) + 1);
        foreach (IGrouping<int, OffsetRange> of in thin.GroupBy(range => range.Partition.Partition))
        {
            OffsetRange whole = all[of.Key];
            OffsetRange[] taken = [.. of];
            Assert.All(taken, range => Assert.True(range.Start >= whole.Start && range.End <= whole.End));
            Assert.All(taken.Zip(taken.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
            Assert.All(taken.Zip(taken.Skip(1)), pair => Assert.InRange(
                pair.Second.Start - pair.First.Start, (whole.Count / taken.Length) - 1, (whole.Count / taken.Length) + 1));
        }
    }

    [Fact]
    public void WhatIsNoMoreThanAskedForIsTakenWhole() =>
        Assert.Equal([Range(0, 3, 5), Range(1, 0, 2)], OffsetRange.Thin([Range(1, 0, 2), Range(0, 3, 5)], 7, 3));

    [Fact]
    public void TheNewerPartIsHeldBack() =>
        Assert.Equal((Range(0, 100, 9), Range(0, 109, 1)), Range(0, 100, 10).Split(0.1));

    private static OffsetRange Range(int partition, long start, long count) => new(new TopicPartition(0, partition), start, start + count);
}
