using System.Numerics;
using System.Runtime.InteropServices;
using Detector.Core.Schemas;

namespace Detector.Frames;

/// <summary>
/// Makes pictures of any size the stream's frames: each pixel is the mean of the area that it covers, in whole numbers and rounded once,
/// so that a picture of the frame's own size stays as it is. Colours become gray by their luma (ITU-R BT.601). One thread.
/// </summary>
/// <param name="frame">What is wanted.</param>
public sealed class AreaAverage(FrameSettings frame)
{
    private readonly bool _isGray = frame.Pixels == PixelFormat.Gray8;
    private Run[] _columns = [];
    private (int Size, int Reduction) _columnsOf;
    private uint[] _sums = [];

    /// <summary>Bytes of a frame.</summary>
    public int Length { get; } = frame.Picture().Width;

    /// <summary>Whether a picture can be averaged down to the frame: made larger it would show what nobody saw.</summary>
    public bool Takes(int width, int height) => width >= frame.Width && height >= frame.Height;

    /// <summary>Averages a picture.</summary>
    /// <param name="pixels">
    /// Interleaved bytes, line behind line: of one channel gray, of three and four red, green, blue and what is not looked at.
    /// </param>
    /// <param name="channels">Bytes a pixel.</param>
    /// <param name="width">Pixels a line that the picture has.</param>
    /// <param name="height">Lines that it has.</param>
    /// <param name="result">[height * width * channels of the frame] interleaved, out.</param>
    /// <param name="reduction">So many of the picture's pixels and lines one of these stands for; the last may stand for fewer.</param>
    public void Write(ReadOnlySpan<byte> pixels, int channels, int width, int height, Span<byte> result, int reduction = 1)
    {
        int stride = channels * Reduced(width, reduction);
        if (_columnsOf != (width, reduction))
        {
            _columns = [.. Enumerable.Range(0, frame.Width).Select(column => new Run(column, frame.Width, width, reduction))];
            _columnsOf = (width, reduction);
        }

        if (_sums.Length < stride)
        {
            _sums = new uint[stride];
        }

        ulong area = (ulong)width * (ulong)height;
        Span<uint> sums = _sums.AsSpan(0, stride);
        for (int line = 0; line < frame.Height; line++)
        {
            var lines = new Run(line, frame.Height, height, reduction);
            sums.Clear();
            for (int from = lines.First; from <= lines.Last; from++)
            {
                Add(pixels.Slice(from * stride, stride), lines.Weight(from), sums);
            }

            WriteLine(sums, channels, area, result.Slice(line * (result.Length / frame.Height), result.Length / frame.Height));
        }
    }

    /// <summary>Pixels a line, or lines, of a reduced picture.</summary>
    internal static int Reduced(int size, int reduction) => (size + reduction - 1) / reduction;

    // At most 2^24 pixels of 255: no sum is too large for 32 bits.
    private void WriteLine(ReadOnlySpan<uint> sums, int channels, ulong area, Span<byte> line)
    {
        int at = 0;
        foreach (Run columns in _columns)
        {
            uint red = 0, green = 0, blue = 0;
            for (int column = columns.First, from = channels * columns.First; column <= columns.Last; column++, from += channels)
            {
                uint weight = columns.Weight(column);
                red += weight * sums[from];
                if (channels > 1)
                {
                    green += weight * sums[from + 1];
                    blue += weight * sums[from + 2];
                }
            }

            if (channels == 1)
            {
                (green, blue) = (red, red);
            }

            if (_isGray)
            {
                line[at++] = (byte)(((299UL * red) + (587UL * green) + (114UL * blue) + (500 * area)) / (1000 * area));
            }
            else
            {
                ulong half = area / 2;
                (line[at], line[at + 1], line[at + 2]) =
                    ((byte)((red + half) / area), (byte)((green + half) / area), (byte)((blue + half) / area));
                at += 3;
            }
        }
    }

    private static void Add(ReadOnlySpan<byte> line, uint weight, Span<uint> sums)
    {
        ReadOnlySpan<Vector<byte>> bytes = MemoryMarshal.Cast<byte, Vector<byte>>(line);
        Span<Vector<uint>> vectors = MemoryMarshal.Cast<uint, Vector<uint>>(sums);
        var weights = new Vector<uint>(weight);
        for (int i = 0; i < bytes.Length; i++)
        {
            Vector.Widen(bytes[i], out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            vectors[4 * i] += weights * first;
            vectors[(4 * i) + 1] += weights * second;
            vectors[(4 * i) + 2] += weights * third;
            vectors[(4 * i) + 3] += weights * fourth;
        }

        for (int i = bytes.Length * Vector<byte>.Count; i < line.Length; i++)
        {
            sums[i] += weight * line[i];
        }
    }

    // The places of a (reduced) picture that one of the frame's covers. Lengths are in parts of a pixel, of which each has as many as the
    // frame has places: so both ends are whole numbers.
    private readonly struct Run
    {
        private readonly long _start;
        private readonly long _end;
        private readonly long _size;
        private readonly long _step;

        public Run(int place, int places, int size, int reduction)
        {
            (_start, _end) = ((long)place * size, (place + 1L) * size);
            (_size, _step) = ((long)size * places, (long)reduction * places);
            (First, Last) = ((int)(_start / _step), (int)((_end - 1) / _step));
        }

        public int First { get; }

        public int Last { get; }

        public uint Weight(int at) => (uint)(Math.Min(_end, Math.Min((at + 1) * _step, _size)) - Math.Max(_start, at * _step));
    }
}
