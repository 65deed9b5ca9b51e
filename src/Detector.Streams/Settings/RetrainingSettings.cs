using System.ComponentModel;
using Detector.Core.Text;
using Detector.Models.Training;

namespace Detector.Streams.Settings;

/// <summary>When a stream trains its own models.</summary>
public sealed record RetrainingSettings
{
    [ZeroOrInRange(Trainer.FewestSamples, 100_000_000)]
    [Description("Where the registry has no model: train one on so many events of the stream's own topics, "
        + "the oldest first, before scoring starts. 0: wait for `detector train`.")]
    public int FirstModelEvents { get; init; }
}
