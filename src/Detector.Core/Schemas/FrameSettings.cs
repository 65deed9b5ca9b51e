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

    [Description("Of a film with several frames a second: whether each frame is seen with how things have moved since the one before, so "
        + "that a direction or a speed that is rare in its place counts as strange.")]
    public bool Motion { get; init; }

    [Description("What is looked at in the pictures, and what is not. Pixels that are not have the mean of the frame's others.")]
    public IReadOnlyList<MaskSettings> Masks { get; init; } = [];

    /// <summary>The layout of a picture's numbers; as many as a raw frame has bytes.</summary>
    public SampleLayout Picture() => new(Pixels == PixelFormat.Rgb24 ? 3 : 1, Height, Width);

    /// <summary>The layout of a frame's numbers: the picture's, and behind it how it moves.</summary>
    public SampleLayout Layout() => Motion ? new(Picture().Channels + 1, Height, Width) : Picture();

    /// <summary>The same for frames that are all of one camera: without the masks of others, and with its own as everyone's.</summary>
    internal FrameSettings SeenBy(string camera) => this with
    {
        Masks = [.. Masks.Where(mask => mask.Camera is null || mask.Camera == camera).Select(mask => mask with { Camera = null })],
    };
}
