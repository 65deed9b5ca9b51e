using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Streams.Settings;

/// <summary>Which frames of a camera are not scored.</summary>
public sealed record SkipSettings
{
    [Range(0.01, 1000.0), Description("At most so many frames a second of each camera are scored, evenly by their times; the others are "
        + "counted and skipped. Default: every frame is scored, and where that is too slow the lag grows.")]
    public double? FramesPerSecond { get; init; }
}
