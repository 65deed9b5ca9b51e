using Detector.Streams.Supervision;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Streams.Tests.Supervision;

public sealed class BackOffTests
{
    [Fact]
    public void WaitsDoubleUpToAMinuteAndBeginAnewAfterALongTry()
    {
        var time = new FakeTimeProvider();
        var backOff = new BackOff(time);
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(0, 8).Select(_ => Try(TimeSpan.FromSeconds(299))));
        Assert.Equal([1, 2], Enumerable.Range(0, 2).Select(i => Try(TimeSpan.FromMinutes(i == 0 ? 5 : 1))));

        double Try(TimeSpan lasting)
        {
            backOff.Begin();
            time.Advance(lasting);
            return backOff.Failed().TotalSeconds;
        }
    }
}
