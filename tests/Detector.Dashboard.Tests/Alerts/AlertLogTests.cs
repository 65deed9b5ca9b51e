using Detector.Core.Alerts;
using Detector.Dashboard.Alerts;

namespace Detector.Dashboard.Tests.Alerts;

public sealed class AlertLogTests
{
    /// <summary>Against a plain list, through several turns of the ring.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public void Keeps_the_latest_newest_first(int capacity)
    {
        var log = new AlertLog(capacity);
        var all = new List<Alert>();
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(Expected(int.MaxValue, null), log.Latest(int.MaxValue));
            Assert.Equal(Expected(3, null), log.Latest(3));
            Assert.Equal(Expected(2, "b"), log.Latest(2, "b"));
            Assert.Equal(Expected(int.MaxValue, "b"), log.Latest(int.MaxValue, "b"));
            var alert = Sample.Alert(i, i % 3 == 0 ? "b" : "a");
            log.Add(alert);
            all.Add(alert);
        }

        IEnumerable<Alert> Expected(int limit, string? stream) =>
            all.TakeLast(capacity).Reverse().Where(alert => stream is null || alert.Stream == stream).Take(limit);
    }

    [Fact]
    public void Writers_and_readers_at_once_see_whole_alerts_in_each_writers_order()
    {
        const int Writers = 4, Each = 5_000, Capacity = 100;
        var log = new AlertLog(Capacity);
        var writers = Enumerable.Range(0, Writers).Select(writer => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                log.Add(Sample.Alert(i, $"s{writer}"));
            }
        })).ToList();
        writers.ForEach(thread => thread.Start());
        do
        {
            AssertOrdered(log.Latest(Capacity));
        }
        while (writers.Exists(thread => thread.IsAlive));

        writers.ForEach(thread => thread.Join());
        var last = log.Latest(int.MaxValue);
        Assert.Equal(Capacity, last.Count);
        AssertOrdered(last);

        static void AssertOrdered(IReadOnlyList<Alert> latest)
        {
            foreach (var stream in latest.GroupBy(alert => alert.Stream))
            {
                var times = stream.Select(alert => alert.EventTime).ToList();
                Assert.Equal(times.OrderDescending(), times);
            }
        }
    }
}
