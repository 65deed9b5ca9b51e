using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Bundles;
using Detector.Models.Training;
using Detector.Retraining.History;
using Detector.Streams.Lookback;
using Detector.Streams.Settings;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Retraining.Tests.History;

public sealed class TopicSamplesTests
{
    private static readonly Schema Table = new(new SchemaSettings { Fields = [new() { Name = "a" }, new() { Name = "b" }] });
    private readonly MemoryHistory _history = new();

    [Fact]
    public void TheNewestAreHeldBackAndTheOthersThinnedEvenly()
    {
        AddRows(10_000);
        Gathered gathered = Read(Table, 1, new(null, null, 500, 0.1));

        double[] trained = First(gathered.Training);
        Assert.InRange(trained.Length, 499, 501);
        Assert.True(trained.Max() < 9000);
        Assert.All(Enumerable.Range(0, 9), ninth => Assert.InRange(trained.Count(a => (int)(a / 1000) == ninth), 50, 60));
        Assert.Equal((500, 9000.0), (gathered.HeldBack.Count, First(gathered.HeldBack).Min()));
        Assert.All(trained.Index(), row => Assert.Equal(
            new RowOrigin($"card{row.Item % 5}", Ms((int)row.Item).ToUnixTimeMilliseconds(), $"partition 0, offset {row.Item}"),
            gathered.Training.Origin(row.Index)));
        LineagePart part = Assert.Single(gathered.Lineage.Parts);
        Assert.Equal(new LineagePart("t", 0, 0, 9000, 10_000, trained.Length), part);
        Assert.Equal(Hash(trained), gathered.Lineage.Hash);
    }

    [Fact]
    public void OnlyThoseBetweenTheTwoTimesAreTaken()
    {
        AddRows(1000);
        Gathered gathered = Read(Table, 1, new(Ms(200), Ms(700), 1000, 0.2));

        Assert.Equal(Enumerable.Range(200, 400).Select(i => (double)i), First(gathered.Training));
        Assert.Equal(Enumerable.Range(600, 100).Select(i => (double)i), First(gathered.HeldBack));
        Assert.Equal(Ms(200), gathered.Lineage.Since);
    }

    [Fact]
    public void AggregatesSeeTheEventsThatAreNotTakenAndThoseBefore()
    {
        AddRows(10_000);
        var schema = new Schema(Table.Settings with
        {
            Aggregates = [new() { Kind = AggregateKind.Count, By = ["b"], Window = TimeSpan.FromMilliseconds(500) }],
        });
        Gathered gathered = Read(schema, 1, new(Ms(2000), null, 400, 0.1));

        // Five keys in turn, one event a millisecond: 100 others in the last 500 ms, from the first one taken on.
        double[] counts = [.. Enumerable.Range(0, gathered.Training.Count).Select(i => gathered.Training.Copy(i)[2])];
        Assert.InRange(counts.Length, 399, 401);
        Assert.All(counts, count => Assert.InRange(count, 99, 101));
        Assert.All(Enumerable.Range(0, gathered.HeldBack.Count), i => Assert.InRange(gathered.HeldBack.Copy(i)[2], 99, 101));
    }

    /// <summary>Rows of messages with one metric each: those of the table that the metrics are of.</summary>
    [Fact]
    public void RowsOfSeveralMessagesAreThoseOfTheTable()
    {
        var schema = new Schema(Table.Settings with
        {
            Key = "host",
            Pivot = new() { Metric = "name", Value = "value", Interval = TimeSpan.FromMilliseconds(2) },
            Aggregates = [new() { Kind = AggregateKind.Mean, Of = "a", By = ["host"], Window = TimeSpan.FromMinutes(1) }],
        });
        for (int k = 0; k < 1000; k++)
        {
            _history.Add($$"""{"host": "h{{k % 2}}", "name": "a", "value": {{k}}}""");
            _history.Add($$"""{"host": "h{{k % 2}}", "name": "b", "value": {{-k}}}""");
        }

        Gathered gathered = Read(schema, 1, new(null, null, 5000, 0.1));
        Assert.Equal((900, 100), (gathered.Training.Count, gathered.HeldBack.Count));
        for (int k = 0; k < 900; k++)
        {
            Assert.Equal([k, -k, (k + (k % 2)) / 2.0], gathered.Training.Copy(k)); // the mean of k, k - 2, k - 4 and so on
            Assert.Equal(new RowOrigin($"h{k % 2}", 2 * k, $"partition 0, offset {(2 * k) + 1}"), gathered.Training.Origin(k));
        }

        Assert.Equal([999, -999, 500], gathered.HeldBack.Copy(99));
    }

    [Fact]
    public void SequencesDoNotReachOverWhatWasLeftOut()
    {
        AddRows(10_000);
        Gathered gathered = Read(Table, 3, new(null, null, 320, 0.1));

        Assert.InRange(gathered.Training.Count, 319, 321);
        foreach (int i in Enumerable.Range(0, gathered.Training.Count))
        {
            double[] steps = [.. Enumerable.Range(0, 3).Select(step => gathered.Training.Copy(i)[2 * step]).Where(double.IsFinite)];
            Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.Equal(5, pair.Second - pair.First));
        }
    }

    [Fact]
    public void TooShortAHistoryIsSaid()
    {
        AddRows(21);
        TrainingException error = Assert.Throws<TrainingException>(() => Read(Table, 1, new(null, null, 1000, 0.2)));
        Assert.Contains("t has 21 events, of which 17 can be trained on", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<TrainingException>(() => Read(Table, 1, new(Ms(1000), null, 1000, 0.2)));
        Assert.Contains("t has 0 events since 1970-01-01 00:00:01 UTC", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Half of each frame is masked for every camera: its pixels have the mean of the other half's.</summary>
    [Fact]
    public void OfFramesWhatIsMaskedIsNotLearned()
    {
        var schema = new Schema(new()
        {
            Format = MessageFormat.Raw, Frame = new() { Width = 4, Height = 1, Masks = [new() { Ignore = "0,0 0.5,0 0.5,1 0,1" }] },
        });
        for (int i = 0; i < 250; i++)
        {
            _history.Add([(byte)i, 99, 40, 60]);
        }

        SampleSet samples = Read(schema, 1, new(null, null, 1000, 0.1)).Training;

        Assert.Equal(225, samples.Count);
        double[] masked = [50 / 255.0, 50 / 255.0, 40 / 255.0, 60 / 255.0];
        Assert.All(Enumerable.Range(0, samples.Count), i => Assert.Equal(masked, samples.Copy(i)));
    }

    [Fact]
    public void EventsThatCannotBeDecodedAreCounted()
    {
        AddRows(100);
        _history.Add("nonsense");
        AddRows(100);
        Gathered gathered = Read(Table, 1, new(null, null, 1000, 0.1));
        Assert.Equal((1, 180), (gathered.Lineage.Rejected, gathered.Training.Count));
        Assert.NotNull(gathered.FirstReason);
    }

    [Theory]
    [InlineData(AnomalyUse.LeaveOut, 0, 0)]
    [InlineData(AnomalyUse.DownWeight, 5, 15)]
    [InlineData(AnomalyUse.Keep, 100, 100)]
    public void ConfirmedAnomaliesAreTrainedOnAsOftenAsTheSettingsSay(AnomalyUse use, int least, int most)
    {
        AddRows(1000);
        var verdicts = new MemoryHistory();
        foreach (int offset in Enumerable.Range(300, 100).Concat([950]))
        {
            verdicts.Add($"{{\"offset\":{offset},\"partition\":0,\"verdict\":1}}");
        }

        var known = new KnownAnomalies("s", ["t"], new() { Topic = "verdicts", Offset = "offset" });
        known.Hear(verdicts, null, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        LeaveOut training = new(known, use, AnomalyUse.Keep);
        LeaveOut comparing = new(known, AnomalyUse.LeaveOut, AnomalyUse.Keep);
        Gathered gathered = new TopicSamples(Table, new WindowSettings(), _history, new FakeTimeProvider(), training, comparing)
            .Read(new(null, null, 1000, 0.1), null, TestContext.Current.CancellationToken);

        double[] trained = First(gathered.Training);
        int taken = trained.Count(a => a is >= 300 and < 400);
        Assert.InRange(taken, least, most);
        Assert.Equal((800 + taken, 100 - taken), (trained.Length, training.Confirmed));
        Assert.DoesNotContain(950, First(gathered.HeldBack));
        Assert.Equal(99, gathered.HeldBack.Count);
    }

    private Gathered Read(Schema schema, int steps, HistorySpan span) =>
        new TopicSamples(schema, new WindowSettings { Steps = steps }, _history, new FakeTimeProvider())
            .Read(span, null, TestContext.Current.CancellationToken);

    private void AddRows(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _history.Add(Row(i), $"card{i % 5}");
        }
    }

    private static string Row(double i) => string.Create(CultureInfo.InvariantCulture, $"{{\"a\":{i},\"b\":{i % 5}}}");

    private static DateTimeOffset Ms(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static double[] First(SampleSet samples) => [.. Enumerable.Range(0, samples.Count).Select(i => samples.Copy(i)[0])];

    private static string Hash(IEnumerable<double> rows) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(rows.Select(row => $"t\n0\n{(long)row}\n{Row(row).Length}\n{Row(row)}")))));
}
