using System.Globalization;
using System.Text;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Offsets;

namespace Detector.Core.Tests.Alerts.Incidents;

public sealed class IncidentTrackerTests
{
    private static readonly IncidentSettings Settings = new()
    {
        Gap = TimeSpan.FromSeconds(5), Longest = TimeSpan.FromSeconds(40), Events = 2,
    };

    private readonly OffsetTracker _offsets = new((_, _) => { });

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void IncidentsAreTheModels(int seed)
    {
        var random = new Random(seed);
        var tracker = new IncidentTracker(Settings);
        List<Incident> closed = [];
        List<(TopicPartition Partition, string? Key, long TimeMs, double Score, string Id)> events = [];
        long timeMs = 1_000_000;
        for (int i = 0; i < 3000; i++)
        {
            timeMs += random.Next(4) == 0 ? random.Next(12_000) : random.Next(1500);
            var partition = new TopicPartition(0, random.Next(2));
            if (random.Next(2) == 0)
            {
                string? key = random.Next(4) is > 0 and var camera ? $"door-{camera}" : null;
                string id = i.ToString(CultureInfo.InvariantCulture);
                events.Add((partition, key, timeMs, random.Next(5), id));
                byte[]? bytes = key is null ? null : Encoding.UTF8.GetBytes(key);
                tracker.Add(partition, bytes, timeMs, events[^1].Score, _offsets.Open(), () => id);
            }

            // Batches end wherever they like.
            if (random.Next(5) == 0)
            {
                tracker.Pass(partition, timeMs, nowMs: 0);
                closed.AddRange(tracker.TakeClosed(nowMs: 0));
            }
        }

        tracker.Pass(new(0, 0), timeMs + 60_000, 0);
        tracker.Pass(new(0, 1), timeMs + 60_000, 0);
        closed.AddRange(tracker.TakeClosed(0));

        Assert.False(tracker.HasOpen);
        Assert.Equal(
            Model(events).Order(),
            closed.Select(one => (one.Id, one.StartMs, one.EndMs, one.PeakMs, one.PeakScore, one.Events)).Order());
    }

    // In time, each key's events by themselves: one that comes too late after the one before, or after the first, begins another.
    private static IEnumerable<(string, long, long, long, double, int)> Model(
        IEnumerable<(TopicPartition Partition, string? Key, long TimeMs, double Score, string Id)> events)
    {
        foreach (var ofKey in events.GroupBy(e => (e.Partition, e.Key)))
        {
            var left = ofKey.ToList();
            while (left.Count > 0)
            {
                int count = 1;
                while (count < left.Count && left[count].TimeMs - left[count - 1].TimeMs <= Settings.Gap.TotalMilliseconds
                    && left[count].TimeMs - left[0].TimeMs <= Settings.Longest.TotalMilliseconds)
                {
                    count++;
                }

                var peak = left[..count].MaxBy(e => e.Score);
                yield return (left[0].Id, left[0].TimeMs, left[count - 1].TimeMs, peak.TimeMs, peak.Score, count);
                left.RemoveRange(0, count);
            }
        }
    }

    [Fact]
    public void ThereIsNewsAtEveryNewPeakAndWhenTheEventsAreEnough()
    {
        var tracker = new IncidentTracker(Settings);
        bool[] news = [.. new double[] { 3, 2, 2.5, 4 }.Select((score, i) =>
            tracker.Add(default, [1], 1000 * i, score, _offsets.Open(), () => "a").HasNews)];

        Assert.Equal([true, true, false, true], news);
    }

    [Theory]
    [InlineData(5000, 0)]
    [InlineData(5001, 1)]
    public void APartitionThatIsSilentByTheClockEndsItsIncidents(int silentMs, int closed)
    {
        var tracker = new IncidentTracker(Settings);
        tracker.Add(default, [1], 1000, 3, _offsets.Open(), () => "a");
        tracker.Pass(default, 1000, nowMs: 70_000);

        Assert.Equal(closed, tracker.TakeClosed(70_000 + silentMs).Count);
    }

    [Fact]
    public void WhatIsForgottenIsNotClosedAndHoldsNothing()
    {
        var stored = new List<long>();
        var offsets = new OffsetTracker((_, next) => stored.Add(next));
        OffsetTicket ticket = offsets.Open();
        ticket.Add(new(0, 1), 7);
        var tracker = new IncidentTracker(Settings);
        tracker.Add(new(0, 1), [1], 1000, 3, ticket, () => "a");
        ticket.Release();
        Assert.Empty(stored);

        tracker.Forget([new(0, 1)]);

        Assert.Empty(tracker.TakeClosed(long.MaxValue / 2));
        Assert.Equal([8], stored);
    }
}
