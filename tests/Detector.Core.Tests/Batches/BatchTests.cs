using Detector.Core.Batches;

namespace Detector.Core.Tests.Batches;

public sealed class BatchTests
{
    [Fact]
    public void AnEmptyKeyIsAKeyAlsoInABatchThatIsUsedAgain()
    {
        var batch = new Batch(3, 1);
        foreach (bool isTurned in new[] { false, true })
        {
            batch.Add(new(0, 0), 0, 0, 0, [], !isTurned);
            batch.Add(new(0, 0), 1, 0, 0, [0xFF, 0], true);
            batch.Add(new(0, 0), 2, 0, 0, [], isTurned);
            Assert.Equal([!isTurned, true, isTurned], Enumerable.Range(0, 3).Select(batch.HasKey));
            Assert.Equal([0xFF, 0], batch.Key(1).ToArray());
            Assert.Equal(0, batch.Key(0).Length + batch.Key(2).Length);
            batch.Clear();
        }
    }
}
