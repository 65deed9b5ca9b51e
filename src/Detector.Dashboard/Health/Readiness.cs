using Detector.Streams.Status;

namespace Detector.Dashboard.Health;

/// <summary>Whether the daemon does its work; the body of <c>/readyz</c>.</summary>
/// <param name="Ready">There are streams, and none of them lacks anything.</param>
/// <param name="Streams">What each stream lacks.</param>
internal sealed record Readiness(bool Ready, IReadOnlyList<StreamReadiness> Streams)
{
    public static Readiness Of(IReadOnlyList<StreamStatus> streams) => new(
        streams.Count > 0 && streams.All(stream => stream.State == StreamState.Running),
        [.. streams.Select(stream => new StreamReadiness(stream.Name, stream.State, stream.Missing, stream.Reason))]);
}
