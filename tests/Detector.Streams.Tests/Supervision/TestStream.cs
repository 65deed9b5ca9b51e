using System.Collections.Concurrent;
using Detector.Core.Schemas;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;
using Detector.Streams.Repartitioning;
using Detector.Streams.Status;
using Detector.Streams.Supervision;
using Detector.Streams.Tests.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Detector.Streams.Tests.Supervision;

/// <summary>A stream on fakes, with a clock that tests move.</summary>
internal sealed class TestStream
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public TestStream(string name = "cards", CollectorRegistry? metrics = null,
        FakeTimeProvider? time = null, Func<CancellationToken, Task<string>>? trainFirst = null,
        Func<IForwarding>? forward = null)
    {
        Time = time ?? new FakeTimeProvider();
        Metrics = metrics ?? Prometheus.Metrics.NewCustomRegistry();
        var schema = new Schema(new SchemaSettings { Fields = [new FieldSettings { Name = "value" }] });
        var monitor = new StreamMonitor(Shared(Metrics), name, ["events"], schema, Time, _ => { });
        Run = new StreamRun(name, Models, trainFirst, MakeLine, monitor, Time, NullLogger.Instance) { MakeForwarding = forward };
    }

    public FakeModels Models { get; } = new();

    public ConcurrentQueue<FakeLine> Lines { get; } = new();

    public Exception? NoLine { get; set; }

    public FakeTimeProvider Time { get; }

    public CollectorRegistry Metrics { get; }

    public StreamRun Run { get; }

    public StreamStatus Status => Run.Status();

    public static ServingModel Model(string version, FakeScorer? scorer = null) => Serving.Of(scorer ?? new FakeScorer(version));

    /// <summary>Lets time pass, a second at a time, until something is so.</summary>
    public static void Until(Func<bool> condition, FakeTimeProvider time, string what) =>
        Wait(condition, () => time.Advance(TimeSpan.FromMilliseconds(100)), what);

    /// <summary>Waits until something is so, while the clock stands still.</summary>
    public static void AtOnce(Func<bool> condition, string what) => Wait(condition, () => { }, what);

    public void Until(StreamState state) => Until(() => Status.State == state, Time, state.ToString());

    /// <summary>The line that was made as the so-manieth, once it runs.</summary>
    public FakeLine Line(int number)
    {
        Until(() => Lines.Count >= number && Lines.ElementAt(number - 1).IsStarted, Time, $"line {number}");
        return Lines.ElementAt(number - 1);
    }

    public async Task<string> ScrapeAsync()
    {
        using var text = new MemoryStream();
        await Metrics.CollectAndExportAsTextAsync(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private static void Wait(Func<bool> condition, Action meanwhile, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"not within {Patience}: {what}");
            meanwhile();
            Thread.Yield();
        }
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<CollectorRegistry, DetectorMetrics> _metrics = [];

    private static DetectorMetrics Shared(CollectorRegistry registry) =>
        _metrics.GetValue(registry, key => new DetectorMetrics(key, "1.0"));

    private FakeLine MakeLine(ServingModel model)
    {
        if (NoLine is { } error)
        {
            throw error;
        }

        var line = new FakeLine(model);
        Lines.Enqueue(line);
        return line;
    }
}
