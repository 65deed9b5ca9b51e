using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;

namespace Detector.Frames;

/// <summary>Decodes frames whose bytes are their pixels, line after line.</summary>
internal sealed class RawFrameDecoder(FrameSettings frame) : IMessageDecoder
{
    private readonly int _length = frame.Picture().Width;
    private readonly int _channels = frame.Picture().Channels;

    public ReadOnlySpan<byte> Key => default;

    public long TimeMs => long.MinValue;

    public DecodeResult Decode(ReadOnlySpan<byte> payload, RowSpan row)
    {
        if (payload.Length != _length)
        {
            return new(payload.IsEmpty ? DecodeErrorKind.Empty : DecodeErrorKind.Malformed);
        }

        Planes.Write(payload, _channels, row);
        return new(DecodeErrorKind.None);
    }

    public string Reason(DecodeResult result, ReadOnlySpan<byte> payload) => payload.IsEmpty ? "the message is empty"
        : $"the message has {payload.Length} bytes instead of the {_length} of a frame ({frame.Width} x {frame.Height} {frame.Pixels})";
}
