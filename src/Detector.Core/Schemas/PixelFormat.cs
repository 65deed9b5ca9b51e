namespace Detector.Core.Schemas;

/// <summary>How a frame's pixels are told.</summary>
public enum PixelFormat
{
    /// <summary>One byte a pixel, 0 black to 255 white.</summary>
    Gray8,

    /// <summary>Three bytes a pixel: red, green, blue.</summary>
    Rgb24,
}
