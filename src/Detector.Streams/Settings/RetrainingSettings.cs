using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Streams.Settings;

/// <summary>When a stream trains its own models.</summary>
public sealed record RetrainingSettings
{
    [Range(0, 100_000_000), Description("Where the registry has no model: train one on so many events of the stream's own topics, the oldest first, before scoring starts. 0: wait for `detector train`.")]
    public int FirstModelEvents { get; init; }
}
