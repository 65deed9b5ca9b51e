using System.Globalization;
using Detector.Core.Alerts;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>What scores and decides changes while the stream runs.</summary>
public sealed class ServingModelTests : PipelineTest
{
    [Fact]
    public async Task ANewModelServesFromTheNextBatchOnAndTheOldOneIsDisposed()
    {
        var next = new FakeScorer("m2");
        StreamPipeline? pipeline = null;
        bool swapped = false;
        var first = new FakeScorer("m1")
        {
            OnScore = _ =>
            {
                if (!swapped)
                {
                    swapped = true;
                    pipeline!.Swap(Serving.Of(next));
                }
            },
        };
        using var start = new ManualResetEventSlim();
        using var source = new FakeSource(100, 1, _ => Strange) { BeforeRead = _ => start.Wait(Patience) };
        var sinks = new FakeSinks();
        await using (pipeline = Start(source, sinks, first, batchSize: 10, lingerMs: 60_000))
        {
            start.Set();
            await StopWhenExhausted(pipeline, source);
            Assert.True(first.Disposed);
            Assert.Equal(10, sinks.Alerts.Count(alert => alert.ModelVersion == "m1"));
            Assert.Equal(90, sinks.Alerts.Count(alert => alert.ModelVersion == "m2"));
        }
    }

    // On demand with real daemons, models and a thousand swaps: Detector.Benchmarks swaps.
    [Fact]
    public async Task TwentySwapsUnderLoadLoseNoEventAndEachIsAlertedOnceByOneModel()
    {
        const int swaps = 20;
        const int between = 200;
        FakeScorer[] models = [.. Enumerable.Range(0, swaps + 1).Select(i => new FakeScorer($"m{i:D2}"))];
        ServingModel Model(int i)
        {
            ServingModel model = Serving.Of(models[i]);
            model.Rule = Serving.Rule(100 + i, $"t{i:D2}");
            return model;
        }

        int swapped = 0;
        StreamPipeline? pipeline = null;
        using var begun = new ManualResetEventSlim();
        using var source = new FakeSource((swaps + 1) * between, 1, _ => Strange);
        source.BeforeRead = read =>
        {
            begun.Wait(Patience);
            if (read > 0 && read % between == 0 && read / between <= swaps && read != swapped)
            {
                swapped = read;
                pipeline!.Swap(Model(read / between));
            }
        };
        var sinks = new FakeSinks();
        await using (pipeline = Start(source, sinks, Model(0), batchSize: 16))
        {
            begun.Set();
            await StopWhenExhausted(pipeline, source);
        }

        Assert.Equal(Enumerable.Range(0, (swaps + 1) * between).Select(i => (long)i), sinks.Alerts.Select(alert => alert.Offset));
        Assert.Equal(swaps + 1, sinks.Alerts.Select(alert => alert.ModelVersion).Distinct().Count());
        Assert.All(sinks.Alerts, alert => Assert.Equal(
            (alert.ModelVersion.Replace('m', 't'), 100 + int.Parse(alert.ModelVersion[1..], CultureInfo.InvariantCulture)),
            (alert.ThresholdVersion, (int)alert.Threshold)));
        Assert.Equal(sinks.Alerts.Select(alert => alert.ModelVersion).Order(), sinks.Alerts.Select(alert => alert.ModelVersion));
        Assert.All(models, model => Assert.True(model.Disposed));
    }

    [Fact]
    public async Task AThresholdChangesWhileTheStreamRuns()
    {
        ServingModel model = Serving.Of(new FakeScorer("m1"));
        using var source = new FakeSource(100, 1, _ => Normal);
        source.BeforeRead = read =>
        {
            if (read == 50)
            {
                Assert.True(Observer.BatchDone.Wait(Patience));
                model.Rule = Serving.Rule(0.5, "t2");
            }
        };
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, model, batchSize: 50, lingerMs: 60_000);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal(Enumerable.Range(50, 50).Select(i => (long)i), sinks.Alerts.Select(alert => alert.Offset));
        Assert.All(sinks.Alerts, alert => Assert.Equal((0.5, "t2", "m1"), (alert.Threshold, alert.ThresholdVersion, alert.ModelVersion)));
    }

    /// <summary>Scores of 1000 and a threshold of 100: on both sides of the factor, and at it.</summary>
    [Theory, InlineData(9.99, Severity.Critical), InlineData(10, Severity.Critical), InlineData(10.01, Severity.Warning)]
    public async Task AnAlertIsAsSevereAsThePolicysFactorSays(double factor, Severity severity)
    {
        ServingModel model = Serving.Of(new FakeScorer("m1"));
        model.Rule = model.Rule with { Policy = new AlertPolicySettings { CriticalFactor = factor } };
        using var source = new FakeSource(1, 1, _ => Strange);
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, model);
        await StopWhenExhausted(pipeline, source);
        Assert.Equal((1000, severity), (sinks.Alerts.Single().Score, sinks.Alerts.Single().Severity));
    }

    [Fact]
    public async Task OnlyAlertsAreExplained()
    {
        int explained = 0;
        var explainer = new FakeScorer("m1") { OnScore = batch => explained += batch.Count };
        using var source = new FakeSource(1000, 1, i => i % 7 == 3 ? Strange : Normal);
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, Serving.Of(new FakeScorer("m1"), explainer), batchSize: 500);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal(Enumerable.Range(0, 1000).Where(i => i % 7 == 3).Select(i => (long)i), sinks.Alerts.Select(alert => alert.Offset));
        Assert.Equal(sinks.Alerts.Count, explained);
        Assert.All(sinks.Alerts, alert => Assert.Equal("value", Assert.Single(alert.Features).Name));
    }

    [Fact]
    public async Task AModelThatIsPassedByIsDisposed()
    {
        var passedBy = new FakeScorer("m2");
        var last = new FakeScorer("m3");
        using var source = new FakeSource(10, 1, _ => Normal);
        StreamPipeline pipeline = Start(source, new FakeSinks());
        await StopWhenExhausted(pipeline, source);
        pipeline.Swap(Serving.Of(passedBy));
        pipeline.Swap(Serving.Of(last));
        Assert.True(passedBy.Disposed);
        Assert.False(last.Disposed);
        await pipeline.DisposeAsync();
        Assert.True(last.Disposed);
    }
}
