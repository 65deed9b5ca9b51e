using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;

namespace Detector.Frames;

/// <summary>
/// Decodes pictures to frames: larger ones are averaged down, colours become gray by their luma (ITU-R BT.601), alpha is dropped.
/// </summary>
/// <param name="frame">What is wanted.</param>
/// <param name="isPng">Whether they are PNG pictures only; else JPEG and WebP too.</param>
internal sealed class PictureDecoder(FrameSettings frame, bool isPng) : IMessageDecoder
{
    private readonly PictureCodec _codec = new(frame);
    private readonly byte[] _pixels = new byte[frame.Picture().Width];

    public ReadOnlySpan<byte> Key => default;

    public long TimeMs => long.MinValue;

    private string Wanted => isPng ? "PNG picture" : "PNG, JPEG or WebP picture";

    public DecodeResult Decode(ReadOnlySpan<byte> payload, RowSpan row)
    {
        if (payload.IsEmpty)
        {
            return new(DecodeErrorKind.Empty);
        }

        if (!IsWanted(payload) || _codec.Decode(payload, _pixels) is not null)
        {
            return new(DecodeErrorKind.Malformed);
        }

        Planes.Write(_pixels, frame.Picture().Channels, row);
        return new(DecodeErrorKind.None);
    }

    public string Reason(DecodeResult result, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return "the message is empty";
        }

        if (!IsWanted(payload))
        {
            return $"the message is no {Wanted}: it starts with {PayloadExcerpt.Of(payload)}";
        }

        string kind = PictureParts.KindOf(payload) switch { PictureKind.Png => "PNG", PictureKind.Jpeg => "JPEG", _ => "WebP" };
        return PictureHeader.Read(payload) is { } header && _codec.SizeProblem(header) is { } size
            ? $"the message is a {kind} picture of {header.Width} x {header.Height} pixels; {size}"
            : $"the message is a {kind} picture that cannot be read: {_codec.Decode(payload, _pixels)}";
    }

    private bool IsWanted(ReadOnlySpan<byte> payload) => PictureParts.KindOf(payload) is { } kind && (!isPng || kind == PictureKind.Png);
}
