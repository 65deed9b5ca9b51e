using System.Diagnostics;
using System.Text;
using Detector.Core.Batches;
using Detector.Core.Sources;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Tracing;

/// <summary>
/// The spans of a stream's batches: "read", from a batch's first event until it goes to be scored, with links to whoever produced its
/// events; "score" and "publish" below it. Where nobody listens there is none, and no header is read. Consumer thread, but for
/// <see cref="Start"/>.
/// </summary>
internal sealed class BatchTracer(string stream, IReadOnlyList<string> topics)
{
    /// <summary>Producers that a batch is linked to at most.</summary>
    public const int MostLinks = 128;

    private const string Header = "traceparent";
    private const int LongestHeader = 512;

    private static readonly ActivitySource Spans = new(StreamServices.TraceSource);

    private readonly string _topics = string.Join(",", topics);
    private readonly HashSet<ActivityContext> _linked = [];
    private Activity? _reading;
    private int _notLooked;

    /// <summary>A batch has got its first event.</summary>
    public void Begin()
    {
        if (!Spans.HasListeners())
        {
            return;
        }

        Activity.Current = null; // of whoever started the thread
        _reading = Spans.StartActivity("read", ActivityKind.Consumer);
    }

    /// <summary>The batch has got an event.</summary>
    public void Link(IEventSource source, int index)
    {
        if (_reading is { IsAllDataRequested: true } reading)
        {
            Link(reading, source, index);
        }
    }

    /// <summary>The batch goes to be scored.</summary>
    /// <returns>What its other spans belong to; default where there are none.</returns>
    public ActivityContext End(Batch batch)
    {
        if (_reading is not { } reading)
        {
            return default;
        }

        _reading = null;
        _linked.Clear();
        reading.SetTag("detector.stream", stream);
        reading.SetTag("detector.events", batch.Count);
        reading.SetTag("messaging.system", "kafka");
        reading.SetTag("messaging.destination.name", _topics);
        if (_notLooked > 0)
        {
            reading.SetTag("detector.events_not_linked", _notLooked);
            _notLooked = 0;
        }

        reading.Dispose();
        return reading.Context;
    }

    /// <summary>A batch's next stage begins, on any thread; it ends when the span is disposed.</summary>
    /// <returns>Its span; null where there is none.</returns>
    public static Activity? Start(string stage, WorkItem item) => item.Trace == default ? null
        : Spans.StartActivity(stage, ActivityKind.Internal, item.Trace)?.SetTag("detector.model", item.Model!.Version);

    /// <summary>What a message that a batch causes says of where it belongs; null where nothing is traced.</summary>
    /// <param name="span">The span that sends it; null where it is not recorded.</param>
    /// <param name="item">The batch.</param>
    public static string? ParentOf(Activity? span, WorkItem item) =>
        item.Trace == default ? null : span?.Id ?? $"00-{item.Trace.TraceId}-{item.Trace.SpanId}-00";

    private void Link(Activity reading, IEventSource source, int index)
    {
        if (_linked.Count == MostLinks)
        {
            _notLooked++;
            return;
        }

        ReadOnlySpan<byte> header = source.ReadHeader(index, Header);
        if (!header.IsEmpty && header.Length <= LongestHeader
            && ActivityContext.TryParse(Encoding.Latin1.GetString(header), null, isRemote: true, out ActivityContext producer)
            && _linked.Add(producer))
        {
            reading.AddLink(new ActivityLink(producer));
        }
    }
}
