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

    /// <summary>600 keys of 900 kB took 1.6 GB: they are bounded together with all other texts.</summary>
    [Fact]
    public void Long_texts_take_the_place_of_many_alerts()
    {
        const int Key = 900_000;
        var log = new AlertLog(600, 8_000_000);
        for (var i = 0; i < 50; i++)
        {
            log.Add(Sample.Alert(i) with { Key = new string((char)('a' + i % 26), Key) });
        }

        Assert.Equal(["id-49", "id-48", "id-47", "id-46"], log.Latest(600).Select(alert => alert.Id)); // two bytes a character
        log.Add(Sample.Alert(50) with { KeyBytes = new byte[20_000_000] });
        Assert.Equal("id-50", Assert.Single(log.Latest(600)).Id);
        log.Add(Sample.Alert(50) with { Included = new Dictionary<string, string> { ["text"] = new('i', 5_000_000) } });
        Assert.Single(log.Latest(600));
        for (var i = 51; i < 700; i++)
        {
            log.Add(Sample.Alert(i));
        }

        Assert.Equal(600, log.Latest(700).Count);
    }

    [Fact]
    public void What_gave_way_is_let_go()
    {
        var log = new AlertLog(10, 1_000_000);
        var old = Fill(log);
        log.Add(Sample.Alert(2) with { Key = new string('k', 450_000) });
        GC.Collect();
        Assert.False(old.IsAlive);

        static WeakReference Fill(AlertLog log)
        {
            var key = new string('k', 450_000);
            log.Add(Sample.Alert(1) with { Key = key });
            return new WeakReference(key);
        }
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
