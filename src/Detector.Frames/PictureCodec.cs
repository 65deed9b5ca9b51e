using Detector.Core.Schemas;
using SkiaSharp;

namespace Detector.Frames;

/// <summary>
/// Decodes pictures with Skia, whole or not at all, and averages them down to the stream's frames. Its buffers serve from picture to
/// picture: they are as large as the largest that came, a JPEG picture's as the reduced one that is decoded.
/// </summary>
/// <param name="frame">What is wanted.</param>
internal sealed unsafe class PictureCodec(FrameSettings frame)
{
    // So far libjpeg looks ahead; less than the pixels of one block.
    private const int LookAhead = 8;

    // Without a colour space Skia changes no colours.
    private static readonly SKImageInfo _colours = new(0, 0, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
    private static readonly SKImageInfo _gray = new(0, 0, SKColorType.Gray8, SKAlphaType.Opaque, null);

    private static readonly string _isTooLarge = $"at most {PictureHeader.MostPixels} pixels are decoded";

    private readonly string _isTooSmall =
        $"the stream's frames are {frame.Width} x {frame.Height} {frame.Pixels}, and pictures are made smaller, never larger";

    private readonly AreaAverage _average = new(frame);
    private byte[] _pixels = [];
    private byte[] _open = [];

    /// <summary>Decodes a picture.</summary>
    /// <param name="picture">Its bytes.</param>
    /// <param name="result">[height * width * channels of the frame] interleaved, out; untouched where something is wrong.</param>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public string? Decode(ReadOnlySpan<byte> picture, Span<byte> result)
    {
        if (PictureParts.Check(picture, out int length, out PictureHeader header) is { } wrong)
        {
            return wrong;
        }

        if (SizeProblem(header) is { } size)
        {
            return size;
        }

        fixed (byte* bytes = length < picture.Length ? Open(picture[..length]) : picture)
        {
            using SKData data = SKData.Create((nint)bytes, length < picture.Length ? length + LookAhead : length);
            using SKCodec? codec = SKCodec.Create(data);
            if (codec is null || (codec.Info.Width, codec.Info.Height) != (header.Width, header.Height))
            {
                return PictureParts.IsMixedUp;
            }

            int reduction = codec.EncodedFormat == SKEncodedImageFormat.Jpeg ? Reduction(header) : 1;
            SKImageInfo info = (codec.Info.ColorType == SKColorType.Gray8 ? _gray : _colours).WithSize(
                AreaAverage.Reduced(header.Width, reduction), AreaAverage.Reduced(header.Height, reduction));
            if (_pixels.Length < info.BytesSize)
            {
                _pixels = new byte[info.BytesSize];
            }

            fixed (byte* pixels = _pixels)
            {
                switch (codec.GetPixels(info, (nint)pixels))
                {
                    case SKCodecResult.Success:
                        _average.Write(_pixels, info.BytesPerPixel, header.Width, header.Height, result, reduction);
                        return null;
                    case SKCodecResult.IncompleteInput:
                        return PictureParts.IsCut;
                    default:
                        return "its data is damaged";
                }
            }
        }
    }

    /// <summary>What is wrong with a picture's size; null where nothing is.</summary>
    public string? SizeProblem(PictureHeader header) =>
        header.Width * (long)header.Height > PictureHeader.MostPixels ? _isTooLarge
        : _average.Takes(header.Width, header.Height) ? null
        : _isTooSmall;

    // The mean of 8 x 8, 4 x 4 or 2 x 2 pixels costs a JPEG decoder less than the pixels. A frame's pixel has to cover two of them at
    // least: where its border runs through one, the mean stands in for what lies on either side.
    private int Reduction(PictureHeader header)
    {
        int reduction = 8;
        while (reduction > 1 && !_average.Takes(header.Width / (2 * reduction), header.Height / (2 * reduction)))
        {
            reduction /= 2;
        }

        return reduction;
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
