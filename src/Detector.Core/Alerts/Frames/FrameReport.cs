using System.Text.Json.Serialization;

namespace Detector.Core.Alerts.Frames;

/// <summary>What an alert tells of a frame.</summary>
public sealed record FrameReport
{
    /// <summary>Such as "camera door-2: something in the lower left (8 % of the picture), 14 s".</summary>
    public required string Words { get; init; }

    /// <summary>Boxes round what stands out, that with most of the score first.</summary>
    public required IReadOnlyList<FrameBox> Boxes { get; init; }

    /// <summary>So many frames a second of the camera were scored at most, and the others skipped; null where all were scored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? FramesPerSecond { get; init; }

    /// <summary>
    /// The frame with the heat map of its score over it and the boxes round it: a JPEG file of under 100 kB, in base64. Null where none is
    /// wanted.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Picture { get; init; }
}
