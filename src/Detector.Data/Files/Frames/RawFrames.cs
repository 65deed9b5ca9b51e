using Detector.Core.Schemas;

namespace Detector.Data.Files.Frames;

/// <summary>Frames of pixels behind one another.</summary>
internal sealed class RawFrames(PackedFile file, FrameSettings frame) : IRecordSource
{
    private readonly byte[] _frame = new byte[frame.Width * frame.Height * (frame.Pixels == PixelFormat.Rgb24 ? 3 : 1)];
    private long _number;

    public string Place => $"{Path.GetFileName(file.Path)}, frame {_number}";

    public double Fraction => file.Fraction;

    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        int read = file.Read(_frame);
        if (read > 0)
        {
            _number++;
        }

        if (read > 0 && read < _frame.Length)
        {
            throw new DataException($"{Place} has {read} bytes instead of {_frame.Length} ({frame.Width} x {frame.Height} {frame.Pixels}): "
                + "the file was cut, or its frames have another size");
        }

        record = _frame;
        return read > 0;
    }

    public void Dispose() => file.Dispose();
}
