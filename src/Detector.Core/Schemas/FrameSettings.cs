using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Samples;

namespace Detector.Core.Schemas;

/// <summary>The frames of a stream of images.</summary>
public sealed record FrameSettings
{
    /// <summary>More pixels a line, or lines, no frame has.</summary>
    public const int Most = 8192;

    [Range(1, Most), Description("Pixels a line. Larger pictures are averaged down to it.")]
    public int Width { get; init; }

    [Range(1, Most), Description("Lines. Larger pictures are averaged down to them.")]
    public int Height { get; init; }

    [Description("Gray8 or Rgb24. Images are converted to it.")]
    public PixelFormat Pixels { get; init; } = PixelFormat.Gray8;

    /// <summary>The layout of a frame's numbers; as many as a raw frame has bytes.</summary>
    public SampleLayout Layout() => new(Pixels == PixelFormat.Rgb24 ? 3 : 1, Height, Width);
}
