using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Streams.Settings;
using Detector.Streams.State;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Lookback;

/// <summary>
/// The verdicts on a stream's past events, all that there are: each event knows those whose time is before its own, as in the line, where
/// verdicts that entered their topic too late are known to later events only.
/// </summary>
/// <param name="stream">The stream's name.</param>
/// <param name="topics">Its topics.</param>
/// <param name="labels">What verdicts are like; they have a topic.</param>
/// <param name="topic">That topic; who reads the past disposes it.</param>
/// <param name="patience">How long it is waited for.</param>
/// <param name="cancellation">Ends the wait.</param>
public sealed class PastVerdicts(
    string stream, IReadOnlyList<string> topics, LabelSettings labels, ISideTopic topic, TimeSpan patience, TimeProvider time,
    ILogger logger, CancellationToken cancellation = default)
{
    private readonly EventNames _events = new(labels.Form!.Value, stream, topics);

    /// <summary>What a state keeps for them.</summary>
    public VerdictNames Names { get; } = new(labels.Form!.Value.ToString(), labels.Within);

    /// <summary>What verdicts call an event by.</summary>
    /// <inheritdoc cref="EventNames.Of"/>
    public EventName Of(in EventView message, bool hasKey, ReadOnlySpan<byte> key, long timeMs) =>
        _events.Of(message, hasKey, key, timeMs);

    /// <summary>Has each partition's state hear them when it begins.</summary>
    public void Tell(RowStage stage)
    {
        var feed = new VerdictFeed(stream, topic, new VerdictDecoder(labels, topics), stage, patience, time, logger);
        cancellation.UnsafeRegister(_ => feed.Stop(), null);
    }
}
