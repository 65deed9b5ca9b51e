using Detector.Streams.Status;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Streams.Tests.Status;

public sealed class ScoreHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);

    private static long StartSecond => Start.ToUnixTimeSeconds();

    /// <summary>Against sorted lists of all scores.</summary>
    [Fact]
    public void A_second_has_the_quantiles_of_its_scores_to_within_a_bin()
    {
        var history = new ScoreHistory(_time);
        var random = new Random(3);
        for (int second = 0; second < 200; second++)
        {
            float[] scores = [.. Enumerable.Range(0, random.Next(1, 2000)).Select(_ => (float)Math.Exp((4 * random.NextDouble()) - 1))];
            int cut = random.Next(scores.Length);
            history.Add(scores.AsSpan(0, cut), 1, 3, 0.5);
            history.Add(scores.AsSpan(cut), 2, 4, second % 2 == 0 ? 0.25 : 0.75);
            _time.Advance(TimeSpan.FromSeconds(1));

            ScorePoint point = Assert.Single(history.After(StartSecond + second - 1));

            Array.Sort(scores);
            Assert.Equal((StartSecond + second, scores.Length, 3, 4f, second % 2 == 0 ? 0.5f : 0.75f),
                (point.Second, point.Events, point.Alerts, point.Threshold, point.Delay));
            Assert.Equal(scores[^1], point.Max);
            AssertNear(scores, 0.5, point.Median);
            AssertNear(scores, 0.99, point.P99);
        }
    }

    [Fact]
    public void An_hour_is_kept_and_the_second_that_goes_on_is_not_told()
    {
        var history = new ScoreHistory(_time);
        for (int second = 0; second < 5000; second++)
        {
            if (second % 3 == 0)
            {
                history.Add([second], 0, 1, null);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        history.Add([1], 0, 1, null);
        long[] told = [.. history.After(0).Select(point => point.Second - StartSecond)];

        Assert.Equal(Enumerable.Range(1401, 3599).Where(second => second % 3 == 0).Select(second => (long)second), told);
        Assert.Equal([4995, 4998], history.After(StartSecond + 4992).Select(point => point.Max));
        Assert.All(history.After(0), point => Assert.Null(point.Delay));
    }

    [Fact]
    public void What_another_threshold_would_have_alerted_is_counted_over_the_hour()
    {
        var history = new ScoreHistory(_time);
        history.Add([.. Enumerable.Repeat(1000f, 50)], 0, 1, null); // is forgotten
        _time.Advance(TimeSpan.FromMinutes(61));
        var random = new Random(4);
        float[] scores = [.. Enumerable.Range(0, 3000).Select(_ => (float)Math.Exp(3 * random.NextDouble())), 0, float.NaN, float.PositiveInfinity];
        foreach (float[] some in scores.Chunk(100))
        {
            history.Add(some, 0, 1, null);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        IReadOnlyList<ScoreCount> above = history.Above();

        Assert.Equal((0, 3003), (above[0].Score, above[0].Events));
        Assert.Equal(0, above[^1].Events);
        Assert.All(above.Skip(1), count => Assert.Equal(scores.Count(score => Math.Min(score, 4_194_304) >= count.Score), count.Events));
    }

    [Fact]
    public void Scores_beyond_all_bins_and_no_numbers_have_a_place()
    {
        var history = new ScoreHistory(_time);
        history.Add([float.NaN, float.PositiveInfinity, -1, 0, 1e-20f, 1e30f], 0, double.NaN, 1);
        _time.Advance(TimeSpan.FromSeconds(1));

        ScorePoint point = Assert.Single(history.After(0));

        Assert.Equal((6, 4_194_304f), (point.Events, point.Max));
        Assert.InRange(point.Median, 0, 0.002);
    }

    [Fact]
    public void A_clock_that_is_put_back_loses_nothing_that_comes_after()
    {
        var history = new ScoreHistory(new FakeClock(() => Start.AddSeconds(_at)));
        foreach (int at in new[] { 0, 10, 5, 6 })
        {
            _at = at;
            history.Add([1], 0, 1, null);
        }

        _at = 20;

        Assert.Equal([0, 5, 6, 10], history.After(0).Select(point => point.Second - StartSecond));
    }

    private int _at;

    private static void AssertNear(float[] sorted, double share, float told)
    {
        float exact = sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
        float before = sorted[Math.Max(0, (int)(share * sorted.Length) - 1)];
        Assert.InRange(told, before / 1.07f, exact * 1.07f); // a bin is up to a sixteenth wide
    }

    private sealed class FakeClock(Func<DateTimeOffset> now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now();
    }
}
