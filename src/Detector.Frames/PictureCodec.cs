using Detector.Core.Schemas;
using SkiaSharp;

namespace Detector.Frames;

/// <summary>
/// Decodes pictures of one size with Skia, whole or not at all. Its buffers serve from picture to picture, and are all that is as large.
/// </summary>
/// <param name="width">Pixels a line.</param>
/// <param name="height">Lines.</param>
internal sealed unsafe class PictureCodec(int width, int height)
{
    // So far libjpeg looks ahead; less than the pixels of one block.
    private const int LookAhead = 8;

    // Without a colour space Skia changes no colours.
    private static readonly SKImageInfo _any = new(0, 0, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);

    private readonly SKImageInfo _info = _any.WithSize(width, height);
    private readonly byte[] _pixels = new byte[4 * width * height];
    private byte[] _open = [];

    /// <summary>Decodes a picture.</summary>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public string? Decode(ReadOnlySpan<byte> picture)
    {
        if (PictureParts.Check(picture, out int length, out PictureHeader header) is { } wrong)
        {
            return wrong;
        }

        if ((header.Width, header.Height) != (width, height))
        {
            return "it has another size";
        }

        fixed (byte* bytes = length < picture.Length ? Open(picture[..length]) : picture)
        {
            using SKData data = SKData.Create((nint)bytes, length < picture.Length ? length + LookAhead : length);
            using SKCodec? codec = SKCodec.Create(data);
            if (codec is null || (codec.Info.Width, codec.Info.Height) != (width, height))
            {
                return PictureParts.IsMixedUp;
            }

            fixed (byte* pixels = _pixels)
            {
                return codec.GetPixels(_info, (nint)pixels) switch
                {
                    SKCodecResult.Success => null,
                    SKCodecResult.IncompleteInput => PictureParts.IsCut,
                    _ => "its data is damaged",
                };
            }
        }
    }

    /// <summary>The picture decoded last.</summary>
    /// <param name="format">What is wanted.</param>
    /// <param name="pixels">[height * width * channels] out, interleaved.</param>
    public void CopyPixels(PixelFormat format, Span<byte> pixels)
    {
        ReadOnlySpan<byte> from = _pixels;
        int to = 0;
        for (int i = 0; i < from.Length; i += 4)
        {
            (byte r, byte g, byte b) = (from[i], from[i + 1], from[i + 2]);
            if (format == PixelFormat.Rgb24)
            {
                (pixels[to], pixels[to + 1], pixels[to + 2]) = (r, g, b);
                to += 3;
            }
            else
            {
                pixels[to++] = r == g && g == b ? r : (byte)(((299 * r) + (587 * g) + (114 * b) + 500) / 1000);
            }
        }
    }

    // The picture, and zeros where its end was told: who needs much more than them has not got it all.
    private ReadOnlySpan<byte> Open(ReadOnlySpan<byte> picture)
    {
        if (_open.Length < picture.Length + LookAhead)
        {
            _open = new byte[picture.Length + (picture.Length / 2) + LookAhead];
        }

        picture.CopyTo(_open);
        _open.AsSpan(picture.Length, LookAhead).Clear();
        return _open.AsSpan(0, picture.Length + LookAhead);
    }
}
