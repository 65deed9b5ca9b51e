using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>A pipeline of one number a message between a source and sinks that a test holds in its hand.</summary>
public abstract class PipelineTest
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private protected static readonly byte[] Normal = """{"value": 1}"""u8.ToArray();
    private protected static readonly byte[] Strange = """{"value": 1000}"""u8.ToArray();
    private protected static readonly byte[] Broken = """{"value": """u8.ToArray();

    private protected FakeObserver Observer { get; } = new();

    private protected FakeLog Log { get; } = new();

    private protected static Schema OneField { get; } = new(new SchemaSettings { Fields = [new FieldSettings { Name = "value" }] });

    private protected StreamPipeline Start(
        FakeSource source, FakeSinks sinks, IScorer? scorer = null, int batchSize = 64,
        int inFlight = 4, int lingerMs = 5, int pauseAfterMs = 10_000,
        TimeProvider? time = null) =>
        Start(source, sinks, Serving.Of(scorer ?? new FakeScorer("m1")), batchSize, inFlight, lingerMs, pauseAfterMs, time);

    private protected StreamPipeline Start(
        FakeSource source, FakeSinks sinks, ServingModel model, int batchSize = 64,
        int inFlight = 4, int lingerMs = 5, int pauseAfterMs = 10_000,
        TimeProvider? time = null, string[]? include = null)
    {
        return Start(source, sinks, model, new PipelineOptions
        {
            Stream = "cards",
            Include = include ?? [],
            BatchSize = batchSize,
            BatchesInFlight = inFlight,
            Linger = TimeSpan.FromMilliseconds(lingerMs),
            PauseAfter = TimeSpan.FromMilliseconds(pauseAfterMs),
        }, time);
    }

    private protected StreamPipeline Start(FakeSource source, FakeSinks sinks, ServingModel model,
        PipelineOptions options, TimeProvider? time = null)
    {
        var pipeline = new StreamPipeline(
            options, OneField, source, MessageDecoder.Create(OneField), model,
            sinks, sinks, [Observer], time ?? TimeProvider.System, Log);
        pipeline.Start();
        return pipeline;
    }

    private protected static async Task StopWhenExhausted(StreamPipeline pipeline, FakeSource source)
    {
        Assert.True(source.Exhausted.WaitOne(Patience), "the source was not read to its end");
        pipeline.Stop();
        await pipeline.Completion.WaitAsync(Patience);
    }
}
