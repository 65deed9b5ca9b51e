using System.Text;
using Detector.Core.Batches;
using Detector.Core.Drift;
using Detector.Core.Features;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;
using Detector.Streams.Tests.Pipeline;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Detector.Streams.Tests.Observers;

/// <summary>What drift is told by. When it is told is <c>DriftWatchTests</c>' matter.</summary>
public sealed class DriftObserverTests
{
    private static readonly Schema Schema = new(new()
    {
        Fields = [.. Enumerable.Range(0, 12).Select(i => new FieldSettings { Name = $"f{i}" })],
    });

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly FakeLog _log = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly DetectorMetrics _metrics;
    private readonly DriftObserver _drift;
    private readonly Random _random = new(1);

    public DriftObserverTests()
    {
        _metrics = new DetectorMetrics(_registry, "1.0");
        _drift = new DriftObserver(_metrics, "cards", new() { Events = 1000, Span = TimeSpan.Zero }, _time, _log);
    }

    [Fact]
    public async Task AFieldThatDriftsIsSaidOnceShownInMetricsAndInTheStatus()
    {
        using ServingModel model = Model("m1");
        Publish(model, 2000);
        Assert.Null(_drift.Status!.Reason);
        Assert.Empty(_log.Warnings);

        Publish(model, 4000, shift: 2);

        Assert.StartsWith("f3: ", _drift.Status!.Reason);
        Assert.Equal((10, "f3"), (_drift.Status.Fields.Count, _drift.Status.Fields[0].Name));
        string said = Assert.Single(_log.Warnings);
        Assert.Matches("^Stream cards has drifted from what its model was trained on: f3: [0-9]+ % of events above ", said);
        string scraped = await ScrapeAsync();
        Assert.Contains("detector_drift_level{stream=\"cards\",signal=\"inputs\"} 2\n", scraped);
        Assert.Contains("detector_drift_level{stream=\"cards\",signal=\"score\"} 0\n", scraped);
        Assert.Matches("detector_drift_field_psi{stream=\"cards\",field=\"f3\"} [1-9]", scraped);
        Assert.Matches("detector_drift_field_psi{stream=\"cards\",field=\"f11\"} 0", scraped);
        Assert.Contains("detector_drift_missing_ratio{stream=\"cards\",field=\"f3\"} 0\n", scraped);
        Assert.DoesNotContain("detector_drift_new_category_ratio{", scraped);
    }

    [Fact]
    public async Task AnotherModelIsWatchedFromItsOwnBeginning()
    {
        using ServingModel old = Model("m1");
        using ServingModel promoted = Model("m2");
        Publish(old, 2000, shift: 2);
        Publish(promoted, 100, shift: 2);

        Assert.Equal((DriftLevel.Unknown, null), (_drift.Status!.Level, _drift.Status.Reason));
        Assert.DoesNotContain("detector_drift_level{", await ScrapeAsync());
        _metrics.Remove("cards");
        Assert.DoesNotContain("detector_alert_bursts_total{", await ScrapeAsync());
    }

    [Fact]
    public async Task ABurstIsCountedWithItsFieldEachTimeAndSaidOnceAMinute()
    {
        using ServingModel model = Model("m1");
        Publish(model, 100);
        Assert.Contains("detector_alert_bursts_total{stream=\"cards\",field=\"f3\"} 0\n", await ScrapeAsync());

        Publish(model, 200, shift: 3, score: 101);

        Assert.Matches(
            "^Stream cards: 100 of 100 events in a row are over the threshold; what differs most is f3: ", Assert.Single(_log.Warnings));
        Assert.Contains("detector_alert_bursts_total{stream=\"cards\",field=\"f3\"} 2\n", await ScrapeAsync());
        Assert.NotNull(_drift.Status!.Burst);
        _time.Advance(TimeSpan.FromMinutes(1));
        Publish(model, 100, shift: 3, score: 101);
        Assert.Equal(2, _log.Warnings.Count);
    }

    [Fact]
    public void WhoDoesNotWantItWatchedHasNone()
    {
        var off = new DriftObserver(_metrics, "cards", new() { Watch = false }, _time, _log);
        using ServingModel model = Model("m1");
        ((IPipelineObserver)off).Published(model, new Batch(1, Schema.Layout), new BatchScores(1), []);

        Assert.Null(off.Status);
    }

    private ServingModel Model(string version)
    {
        var rows = new RowSet(Schema.FieldCount);
        for (int i = 0; i < 5000; i++)
        {
            rows.Add([.. Enumerable.Range(0, Schema.FieldCount).Select(_ => _random.NextDouble())]);
        }

        return new(new FakeScorer(version), new FakeScorer(version), Serving.Rule(100))
        {
            Created = DateTimeOffset.UnixEpoch,
            Inputs = InputProfile.Of(Schema, FeatureTransform.Fit(Schema, rows)),
        };
    }

    private void Publish(ServingModel model, int events, double shift = 0, float score = 1)
    {
        var batch = new Batch(100, Schema.Layout);
        var scores = new BatchScores(100);
        for (int sent = 0; sent < events; sent += 100)
        {
            for (int i = 0; i < 100; i++)
            {
                Span<double> row = batch.NextRow.Numbers;
                for (int field = 0; field < row.Length; field++)
                {
                    row[field] = _random.NextDouble() + (field == 3 ? shift : 0);
                }

                batch.Add(new(0, 0), sent + i, 0, 0, default);
                scores.Score[i] = score;
            }

            ((IPipelineObserver)_drift).Published(model, batch, scores, []);
            batch.Clear();
        }
    }

    private async Task<string> ScrapeAsync()
    {
        using var text = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(text);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
