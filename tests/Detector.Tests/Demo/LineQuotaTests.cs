using Detector.Demo;

namespace Detector.Tests.Demo;

public class LineQuotaTests
{
    [Fact]
    public void SoManyAreShownBetweenTwoLooksAndTheRestIsCounted()
    {
        var quota = new LineQuota(2);
        Assert.Equal([true, true, false, false, false], Enumerable.Range(0, 5).Select(_ => quota.Take()));
        Assert.Equal(3, quota.Look());
        Assert.True(quota.Take());
        Assert.Equal(0, quota.Look());
    }
}
