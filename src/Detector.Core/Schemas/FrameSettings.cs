using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Core.Schemas;

/// <summary>The frames of a stream of images.</summary>
public sealed record FrameSettings
{
    [Range(1, 8192), Description("Pixels a line.")]
    public int Width { get; init; }

    [Range(1, 8192), Description("Lines.")]
    public int Height { get; init; }

    [Description("Gray8 or Rgb24. PNG images are converted to it.")]
    public PixelFormat Pixels { get; init; } = PixelFormat.Gray8;

    /// <summary>Numbers a pixel.</summary>
    internal int Channels => Pixels == PixelFormat.Rgb24 ? 3 : 1;

    /// <summary>Bytes of a raw frame.</summary>
    internal int Bytes => Width * Height * Channels;
}
