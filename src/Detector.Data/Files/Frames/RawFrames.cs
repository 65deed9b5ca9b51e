using Detector.Core.Schemas;

namespace Detector.Data.Files.Frames;

/// <summary>Frames of pixels behind one another.</summary>
/// <param name="file">The file, where its frames begin.</param>
/// <param name="frame">What each looks like.</param>
/// <param name="count">How many the file says it has; null where it does not say.</param>
internal sealed class RawFrames(PackedFile file, FrameSettings frame, long? count) : IRecordSource
{
    private readonly byte[] _frame = new byte[frame.Picture().Width];
    private long _number;

    public string Place => $"{Path.GetFileName(file.Path)}, frame {_number}";

    public double Fraction => file.Fraction;

    public bool IsLasting => file.IsLasting;

    public bool IsUnterminated => false;

    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        int read = file.Read(_frame);
        if (read > 0)
        {
            _number++;
        }

        if (read > 0 && read < _frame.Length)
        {
            throw new DataException($"{Place} has {read} bytes instead of {_frame.Length} "
                + $"({frame.Width} x {frame.Height} {frame.Pixels}): the file was cut, or its frames have another size");
        }

        if (count is { } all && (read > 0 ? _number > all : _number < all))
        {
            throw new DataException($"{file.Path} has {(read > 0 ? "more" : $"{_number}")} images, but its header says {all}: the file "
                + "was cut, or put together wrongly");
        }

        record = _frame;
        return read > 0;
    }

    public void Dispose() => file.Dispose();
}
