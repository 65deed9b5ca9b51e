using Detector.Streams.Status;

namespace Detector.Dashboard.Health;

/// <summary>What a stream lacks, or why it has failed.</summary>
internal sealed record StreamReadiness(string Name, StreamState State, IReadOnlyList<string> Missing, string? Reason);
