using System.ComponentModel;

namespace Detector.Core.Schemas;

/// <summary>One polygon that is looked at, or not, in the pictures of one camera or of all.</summary>
public sealed record MaskSettings
{
    [Description("The camera that it is for: the Kafka key of its frames. Default: every camera.")]
    public string? Camera { get; init; }

    [Description("What alone is looked at: a polygon's corners as x,y with spaces between, from 0,0 (upper left) to 1,1 (lower right), "
        + "such as 0,0.3 1,0.3 1,1 0,1. Of several all are looked at.")]
    public string? Only { get; init; }

    [Description("What is not looked at, a clock or a tree: a polygon, written likewise.")]
    public string? Ignore { get; init; }
}
