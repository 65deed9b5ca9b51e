using Detector.Core.Batches;

namespace Detector.Core.Tests.Batches;

public sealed class BatchLimitTests
{
    [Theory]
    [InlineData(0, 4096, 4096)]
    [InlineData(784, 4096, 4096)]
    [InlineData(76_800, 4096, 54)]
    [InlineData(921_600, 4096, 4)]
    [InlineData(921_600, 2, 2)]
    [InlineData(int.MaxValue, 4096, 1)]
    public void WideSamplesComeInSmallerBatches(int width, int most, int expected) => Assert.Equal(expected, BatchLimit.For(width, most));
}
