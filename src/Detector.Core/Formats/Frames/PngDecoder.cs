using Detector.Core.Schemas;

namespace Detector.Core.Formats.Frames;

/// <summary>Decodes PNG images of the frame's size, in any colour type and depth, to the frame's pixels.</summary>
internal sealed class PngDecoder(FrameSettings frame) : IMessageDecoder
{
    private readonly PngReader _reader = new();
    private readonly int _channels = frame.Layout().Channels;
    private readonly byte[] _pixels = new byte[frame.Layout().Width];

    public ReadOnlySpan<byte> Key => default;

    public long TimeMs => long.MinValue;

    public DecodeResult Decode(ReadOnlySpan<byte> payload, Span<double> row)
    {
        if (payload.IsEmpty)
        {
            return new(DecodeErrorKind.Empty);
        }

        if (Problem(payload) != PngProblem.None)
        {
            return new(DecodeErrorKind.Malformed);
        }

        _reader.CopyPixels(frame.Pixels, _pixels);
        Planes.Write(_pixels, _channels, row);
        return new(DecodeErrorKind.None);
    }

    /// <summary>Reads an image and says what is wrong with it.</summary>
    public PngProblem Problem(ReadOnlySpan<byte> payload)
    {
        PngProblem problem = _reader.ReadHeader(payload);
        return problem != PngProblem.None ? problem
            : (_reader.Width, _reader.Height) != (frame.Width, frame.Height) ? PngProblem.OtherSize
            : _reader.ReadPixels(payload);
    }
}
