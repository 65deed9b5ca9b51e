using Detector.Core.Samples;

namespace Detector.Core.Formats.Frames;

/// <summary>Decodes frames whose bytes are their pixels, line after line.</summary>
internal sealed class RawFrameDecoder(SampleLayout frame) : IMessageDecoder
{
    public ReadOnlySpan<byte> Key => default;

    public long TimeMs => long.MinValue;

    public DecodeResult Decode(ReadOnlySpan<byte> payload, Span<double> row)
    {
        if (payload.Length != frame.Width)
        {
            return new(payload.IsEmpty ? DecodeErrorKind.Empty : DecodeErrorKind.Malformed);
        }

        Planes.Write(payload, frame.Channels, row);
        return new(DecodeErrorKind.None);
    }
}
