using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Detector.Core.Batches;
using Detector.Core.Sources;
using Detector.Streams.Pipeline;
using Detector.Streams.Tests.Pipeline;
using Detector.Streams.Tracing;
using Detector.TestKit;

namespace Detector.Streams.Tests.Tracing;

[Collection(ProcessState.Name)] // who listens to spans gets those of the whole process
public sealed class BatchTracerTests : PipelineTest
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    private Activity Read => _spans.Single(span => span.OperationName == "read");

    [Fact]
    public async Task ABatchIsReadScoredAndPublishedInOneTraceThatItsProducersAreLinkedTo()
    {
        using ActivityListener listener = Listen(ActivitySamplingResult.AllDataAndRecorded);
        using var source = new FakeSource(10, 1, i => i == 3 ? Strange : Normal) { Headers = i => Traced(i / 2), AtOnce = 10 };
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, batchSize: 10, lingerMs: 60_000);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal(["publish", "read", "score"], _spans.Select(span => span.OperationName).Order());
        Activity publish = _spans.Single(span => span.OperationName == "publish");
        Assert.Equal(Enumerable.Range(0, 5).Select(Producer), Read.Links.Select(link => ParentOf(link.Context)));
        Assert.Equal(default, Read.ParentSpanId);
        Assert.All(_spans.Where(span => span != Read), span => Assert.Equal(Read.SpanId, span.ParentSpanId));
        Assert.All(_spans, span => Assert.Equal(Read.TraceId, span.TraceId));
        Assert.Equal((10, 1), (Read.GetTagItem("detector.events"), publish.GetTagItem("detector.alerts")));
        Assert.Equal(publish.Id, Assert.Single(sinks.Alerts).TraceParent);
    }

    [Fact]
    public async Task LinksAreBoundedAndSoAreTheHeadersThatAreRead()
    {
        const int Events = 1000;
        int read = 0;
        using ActivityListener listener = Listen(ActivitySamplingResult.AllDataAndRecorded);
        using var source = new FakeSource(Events, 1, _ => Normal)
        {
            AtOnce = Events,
            Headers = i =>
            {
                read++;
                return Traced(i);
            },
        };
        await using StreamPipeline pipeline = Start(source, new FakeSinks(), batchSize: Events, lingerMs: 60_000);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal(BatchTracer.MostLinks, Read.Links.Count());
        Assert.Equal((BatchTracer.MostLinks, Events - BatchTracer.MostLinks), (read, Read.GetTagItem("detector.events_not_linked")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-0123")]
    [InlineData("not a traceparent, but as long as one would be, or so....")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    [InlineData("00-0123456789ABCDEF0123456789ABCDEF-0123456789abcdef-01")]
    public async Task WhatIsNoTraceparentIsNotLinkedTo(string header)
    {
        using ActivityListener listener = Listen(ActivitySamplingResult.AllDataAndRecorded);
        using var source = new FakeSource(3, 1, _ => Normal)
        {
            Headers = i => [new MessageHeader("traceparent", i == 2 ? null : Encoding.UTF8.GetBytes(header))], AtOnce = 3,
        };
        await using StreamPipeline pipeline = Start(source, new FakeSinks(), batchSize: 3, lingerMs: 60_000);
        await StopWhenExhausted(pipeline, source);

        Assert.Empty(Read.Links);
        Assert.Equal(3, Observer.Published);
    }

    [Fact]
    public async Task OfABatchThatIsNotSampledNoHeaderIsReadAndItsAlertsSaySo()
    {
        using ActivityListener listener = Listen(ActivitySamplingResult.PropagationData);
        using var source = new FakeSource(2, 1, _ => Strange) { Headers = _ => throw new InvalidOperationException("read"), AtOnce = 2 };
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, batchSize: 2, lingerMs: 60_000);
        await StopWhenExhausted(pipeline, source);

        Assert.All(sinks.Alerts, alert => Assert.EndsWith("-00", alert.TraceParent));
    }

    [Fact]
    public async Task WhereNobodyListensNoHeaderIsReadAndNothingIsAllocated()
    {
        using var source = new FakeSource(2, 1, _ => Strange) { Headers = _ => throw new InvalidOperationException("read"), AtOnce = 2 };
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, batchSize: 2, lingerMs: 60_000);
        await StopWhenExhausted(pipeline, source);
        Assert.All(sinks.Alerts, alert => Assert.Null(alert.TraceParent));
        Assert.Equal(2, sinks.Alerts.Count);

        var tracer = new BatchTracer("cards", ["events"]);
        var item = new WorkItem(1, OneField.Layout);
        Assert.Equal(0, Allocation.Least(() =>
        {
            tracer.Begin();
            tracer.Link(source, 0);
            item.Trace = tracer.End(item.Batch);
            item.TraceParent = BatchTracer.ParentOf(BatchTracer.Start("score", item), item);
        }));
    }

    private ActivityListener Listen(ActivitySamplingResult result)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreamServices.TraceSource,
            Sample = (ref _) => result,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static string Producer(int i) => $"00-{i + 1:x32}-{i + 1:x16}-01";

    private static string ParentOf(ActivityContext context) => $"00-{context.TraceId}-{context.SpanId}-01";

    private static IReadOnlyList<MessageHeader> Traced(int i) =>
        [new MessageHeader("traceparent", Encoding.ASCII.GetBytes(Producer(i)))];
}
