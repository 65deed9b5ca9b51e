using System.Globalization;
using System.Text.Json;
using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Sources;
using Detector.Streams.Lookback;
using Detector.Streams.Tests.Pipeline;

namespace Detector.Streams.Tests.Lookback;

/// <summary>A look back from a topic alone. Real daemons, brokers and models: <c>KeyedStateTests</c> of the system.</summary>
public sealed class PastEventTests
{
    private const int Count = 12_000;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 22, 0, 0, TimeSpan.Zero);

    private static readonly Schema Keyed = new(new()
    {
        Time = "time",
        Fields = [new() { Name = "amount" }],
        Aggregates =
        [
            new() { Kind = AggregateKind.Sum, Of = "amount", By = ["card"], Window = TimeSpan.FromMinutes(20) },
            new() { Kind = AggregateKind.Count, By = ["card"], Window = TimeSpan.FromMinutes(5) },
        ],
    });

    private static readonly Schema Pivoted = new(new()
    {
        Key = "host",
        Time = "time",
        Pivot = new() { Metric = "name", Value = "value", Interval = TimeSpan.FromSeconds(10) },
        Fields =
        [
            new() { Name = "cpu", Missing = MissingPolicy.Constant, Constant = "0" },
            new() { Name = "load", Missing = MissingPolicy.Constant, Constant = "0" },
        ],
        State = new() { AllowedLateness = TimeSpan.FromMinutes(1) },
        Aggregates = [new() { Kind = AggregateKind.Sum, Of = "cpu", By = ["host"], Window = TimeSpan.FromMinutes(5) }],
    });

    private readonly FakeHistory _history = new(2);
    private readonly SumScorer _scorer = new();

    // Of any event, as if the line had never stopped; the broker has more than windows reach back to.
    [Fact]
    public void AnEventIsReadAgainWithWhatWasKnownOfItsKey()
    {
        float[][] live = Fill();
        var random = new Random(5);
        for (int look = 0; look < 60; look++)
        {
            int partition = random.Next(2);
            int offset = random.Next(live[partition].Length);
            PastEvent past = Read(partition, offset);

            Assert.Equal(live[partition][offset], past.Event.Score);
            Assert.Equal((past.Event.Score > 100, partition, (long)offset), (past.IsAlert, past.Event.Partition, past.Event.Offset));
            Assert.True(past.State!.IsWhole);

            // Twenty minutes, what may be late, and clocks: not all that the topic has.
            Assert.InRange(past.State.Events, Math.Min(offset, 600), Math.Min(offset, 2560));
        }
    }

    [Fact]
    public void WhatTheBrokerNoLongerHasIsSaid()
    {
        Fill();
        _history.First = 2000;
        Assert.False(Read(0, 2010).State!.IsWhole);
        Assert.True(Read(0, 5990).State!.IsWhole);
        Assert.Contains("the broker has those from 2000 to 5999", Assert.Throws<SourceFailedException>(() => Read(0, 1999)).Message);
        Assert.Contains("the broker has those from", Assert.Throws<SourceFailedException>(() => Read(0, 6000)).Message);
    }

    [Fact]
    public void AMessageThatIsNoEventIsSaidToBeNone()
    {
        _history.Add(0, Start.ToUnixTimeMilliseconds(), "{\"amount\": ");
        _history.Add(0, Start.ToUnixTimeMilliseconds(), null);
        Assert.Contains("cannot be decoded, and is in the dead letters: ", Assert.Throws<SourceFailedException>(() => Read(0, 0)).Message);
        Assert.Contains("compacted away", Assert.Throws<SourceFailedException>(() => Read(0, 1)).Message);
        Assert.Contains("the partition is empty", Assert.Throws<SourceFailedException>(() => Read(1, 0)).Message);
    }

    [Fact]
    public void ALookBackHasTheDaysWithAllThatWasOverSeveralThresholdsAndTheWorst()
    {
        float[][] live = Fill();
        _history.Add(0, Start.AddDays(3).ToUnixTimeMilliseconds(), "nothing");
        var alerts = new PastAlerts("cards", _history.Topics, _scorer, [100, 50], Serving.Rule(100));
        var past = new PastScorer(Keyed, new(), _scorer, alerts.Add);
        long reported = 0;

        Preview.Run(_history, Start.AddMinutes(-1), null, past, (done, all) => reported = done, TimeSpan.FromMinutes(1),
            CancellationToken.None);

        float[] all = [.. live.SelectMany(scores => scores)];
        Assert.Equal((Count, 1, Count + 1), (past.Scored, past.Rejected, reported));
        Assert.Equal(["2026-01-01", "2026-01-02"], alerts.Days.Select(day => day.Date.ToString("O", CultureInfo.InvariantCulture)));
        Assert.Equal([all.Count(score => score > 100), all.Count(score => score > 50)],
            (long[])[alerts.Days.Sum(day => day.Over[0]), alerts.Days.Sum(day => day.Over[1])]);
        Assert.Equal(all.Order().TakeLast(10).Reverse().Select(score => (double)score), alerts.Highest.Select(alert => alert.Score));
    }

    [Fact]
    public void FromTheMiddleOnItIsTheSameAsFromTheBeginning()
    {
        float[][] live = Fill();
        DateTimeOffset middle = Start.AddSeconds(Count / 2);
        var scores = new List<float>();
        var past = new PastScorer(Keyed, new(), _scorer, (batch, of) => scores.AddRange(of.Score.AsSpan(0, batch.Count)));

        IReadOnlyList<PastState> states = Preview.Run(
            _history, middle, null, past, (_, _) => { }, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.Equal(2, states.Count);
        Assert.Equal(live.SelectMany(partition => partition[^(partition.Length / 2)..]), scores);
    }

    [Fact]
    public void WhoWaitsAtATerminalIsToldThatNobodyAnswers()
    {
        _history.IsAway = true;
        Assert.Contains("events cannot be read: no broker has answered", Assert.Throws<SourceFailedException>(
            () => Patience.Find(_history, null, null, TimeSpan.FromMilliseconds(20), CancellationToken.None)).Message);
        Assert.ThrowsAny<OperationCanceledException>(
            () => Patience.Find(_history, null, null, TimeSpan.FromHours(1), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void AnAlertIsFoundByItsIdOrItsEventAmongAllThatLiesInItsTopic()
    {
        Fill();
        Alert alert = Read(1, 700).Event;
        var topic = new FakeHistory(2);
        topic.Add(0, Start.ToUnixTimeMilliseconds(), $"not an alert, but with {alert.Id} and \"offset\":700 in it");
        topic.Add(1, Start.ToUnixTimeMilliseconds(), Json(alert with { Partition = 0, Id = "other" }));
        topic.Add(1, Start.ToUnixTimeMilliseconds(), Json(alert with { ModelVersion = "first" }));
        topic.Add(1, Start.ToUnixTimeMilliseconds(), Json(alert with { ModelVersion = "again" }));
        var search = new AlertSearch(topic, TimeSpan.FromMinutes(1));

        Assert.Equal("first", search.ById(alert.Id, CancellationToken.None)!.ModelVersion);
        Assert.Null(search.ById("none", CancellationToken.None));
        Assert.Equal("first", search.ByPlace("cards", "events", 1, 700, Start, CancellationToken.None)!.ModelVersion);
        Assert.Null(search.ByPlace("cards", "events", 1, 70, Start, CancellationToken.None));
        Assert.Null(search.ByPlace("other", "events", 1, 700, Start, CancellationToken.None));
    }

    /// <summary>Rows of messages with one metric each: what the line makes of them, from the middle of the topic, too.</summary>
    [Fact]
    public void ARowOfSeveralMessagesIsReadAgainByItsLast()
    {
        const int rows = 2000;
        for (int k = 0; k < rows; k++)
        {
            AddMetric(k, "cpu", 2 * k, k % 50);
            AddMetric(k, "load", (2 * k) + 1, k % 7);
        }

        foreach (int k in (int[])[0, 3, 700, rows - 1])
        {
            PastEvent past = ReadRow((2 * k) + 1);
            double sum = Enumerable.Range(0, rows).Where(j => j <= k && j > k - 30).Sum(j => j % 50); // ten seconds a row
            Assert.Equal((float)((7 * (k % 7)) + sum + (1e-3 * (k % 50))), past.Event.Score);
            Assert.Equal((Start.AddSeconds(10 * k), "h"), (past.Event.EventTime, past.Event.Key));
            Assert.True(past.State!.IsWhole);
            Assert.Equal([k % 50, k % 7, sum], past.Sample);
        }

        Assert.Contains("no row ends with the message at events/0 at offset 1400",
            Assert.Throws<SourceFailedException>(() => ReadRow(1400)).Message);
        Assert.Contains("events/0 at offset 0", Assert.Throws<SourceFailedException>(() => ReadRow(0)).Message);
    }

    /// <summary>A message may complete its row and let overdue ones go: it is its own row that is told of.</summary>
    [Fact]
    public void ARowThatComesWithOverdueOnesIsFound()
    {
        var random = new Random(3);
        for (int i = 0; i < 4000; i++)
        {
            long interval = (i / 8) + random.Next(i % 100 == 0 ? 30 : 2);
            AddMetric(interval, random.Next(2) == 0 ? "cpu" : "load", i, i % 50, host: random.Next(3));
        }

        var live = new List<(long Offset, float Score, int Rows)>();
        var whole = new PastScorer(Pivoted, new(), _scorer, (batch, of) => live.AddRange(
            Enumerable.Range(0, batch.Count).Select(i => (batch.Offset(i), of.Score[i], batch.Count))));
        _history.Read([_history.Between(null, null, CancellationToken.None)[0]], (in EventView message) =>
        {
            whole.Score(message);
            whole.Flush();
        }, CancellationToken.None);
        Assert.Equal(whole.Scored, live.Count);
        (long Offset, float Score, int Rows)[] together = [.. live.Where(row => row.Rows > 1)];
        int found = 0;
        foreach ((long offset, float score, int _) in together)
        {
            try
            {
                Assert.Equal(score, ReadRow(offset).Event.Score);
                found++;
            }
            catch (SourceFailedException e)
            {
                Assert.Contains("no row ends with", e.Message); // one that was overdue
            }
        }

        Assert.InRange(found, 1, together.Length - 1);
    }

    private void AddMetric(long interval, string name, int i, int value, int? host = null) => _history.Add(
        0, Start.AddSeconds(10 * interval).ToUnixTimeMilliseconds() + (i % 9000),
        $$"""
        {"time": "{{Start.AddSeconds((10 * interval) + (i % 9)):O}}", "host": "h{{host}}", "name": "{{name}}", "value": {{value}}}
        """);

    private PastEvent ReadRow(long offset) => PastEvent.Read(
        "hosts", _history, _history.Between(null, null, CancellationToken.None)[0], offset, Pivoted, new(), _scorer, _scorer,
        Serving.Rule(100), null, CancellationToken.None);

    private static string Json(Alert alert) => JsonSerializer.Serialize(alert, AlertJson.Default.Alert);

    private PastEvent Read(int partition, long offset) => PastEvent.Read(
        "cards", _history, _history.Between(null, null, CancellationToken.None)[partition], offset, Keyed, new(), _scorer, _scorer,
        Serving.Rule(100), null, CancellationToken.None);

    // A second between two events; they come up to half a minute late, and no two cards are in both partitions.
    private float[][] Fill()
    {
        var random = new Random(1);
        for (int i = 0; i < Count; i++)
        {
            DateTimeOffset time = Start.AddSeconds(i - (30 * random.NextDouble()));
            string amount = random.NextDouble().ToString("F6", CultureInfo.InvariantCulture);
            _history.Add(i % 2, Start.AddSeconds(i).ToUnixTimeMilliseconds(),
                $$"""{"time": "{{time:O}}", "card": "c{{(2 * random.Next(20)) + (i % 2)}}", "amount": {{amount}}}""");
        }

        return [.. Enumerable.Range(0, 2).Select(partition =>
        {
            var scores = new List<float>();
            var whole = new PastScorer(Keyed, new(), _scorer, (batch, of) => scores.AddRange(of.Score.AsSpan(0, batch.Count)));
            _history.Read([_history.Between(null, null, CancellationToken.None)[partition]], whole.Score, CancellationToken.None);
            whole.Flush();
            return scores.ToArray();
        })];
    }

    // What is known of the key makes the score.
    private sealed class SumScorer : IScorer
    {
        public string Version => "m1";

        public string Family => "fake";

        public string Device => "cpu";

        public int Capacity => 256;

        public void Score(Batch batch, BatchScores scores)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                scores.Score[i] = scores.Residual[i] = (float)((7 * batch.Row(i)[1]) + batch.Row(i)[2] + (1e-3 * batch.Row(i)[0]));
            }
        }

        public double[] Shares(Batch batch, int index) => [1];

        public IReadOnlyList<FeatureContribution> Explain(Batch batch, int index, int most = int.MaxValue, double leastShare = 0) =>
            [new FeatureContribution("amount", "1", "0", 1)];

        public void Dispose()
        {
        }
    }
}
