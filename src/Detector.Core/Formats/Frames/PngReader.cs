using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Detector.Core.Schemas;

namespace Detector.Core.Formats.Frames;

/// <summary>
/// Reads PNG images (ISO/IEC 15948) that are not interlaced: gray, colour or palette, with or without alpha (which is dropped), 1 to 16
/// bits (of which the upper 8 are kept). Its buffers serve from image to image.
/// </summary>
public sealed class PngReader
{
    private const int HeaderEnd = 33;
    private const int MostPixels = 1 << 26;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    private byte[] _data = [];
    private byte[] _lines = [];
    private byte[] _palette = [];
    private int _depth;
    private int _colour;

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Whether the image last read has colours.</summary>
    public bool IsColoured => (_colour & 2) != 0;

    private int Samples => _colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    private int LineBytes => ((Width * Samples * _depth) + 7) / 8;

    /// <summary>Reads an image's size and kind.</summary>
    public PngProblem ReadHeader(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature))
        {
            return PngProblem.NoPng;
        }

        if (png.Length < HeaderEnd || !png.Slice(12, 4).SequenceEqual("IHDR"u8))
        {
            return PngProblem.Damaged;
        }

        long width = BinaryPrimitives.ReadUInt32BigEndian(png[16..]);
        long height = BinaryPrimitives.ReadUInt32BigEndian(png[20..]);
        (_depth, _colour) = (png[24], png[25]);
        bool known = (_colour, _depth) is (0, 1 or 2 or 4 or 8 or 16) or (3, 1 or 2 or 4 or 8) or (2 or 4 or 6, 8 or 16);
        if (!known || width == 0 || height == 0 || width * height > MostPixels || png[26] != 0 || png[27] != 0)
        {
            return PngProblem.Damaged;
        }

        (Width, Height) = ((int)width, (int)height);
        return png[28] == 0 ? PngProblem.None : PngProblem.Interlaced;
    }

    /// <summary>Reads the pixels of the image whose header was read last.</summary>
    public PngProblem ReadPixels(ReadOnlySpan<byte> png)
    {
        int length = 0;
        _palette = [];
        for (ReadOnlySpan<byte> rest = png[8..]; ;)
        {
            if (rest.Length < 12 || BinaryPrimitives.ReadUInt32BigEndian(rest) is var size && size > rest.Length - 12)
            {
                return PngProblem.Damaged;
            }

            ReadOnlySpan<byte> type = rest.Slice(4, 4);
            ReadOnlySpan<byte> content = rest.Slice(8, (int)size);
            if (Crc32.HashToUInt32(rest.Slice(4, (int)size + 4)) != BinaryPrimitives.ReadUInt32BigEndian(rest[((int)size + 8)..]))
            {
                return PngProblem.Damaged;
            }

            if (type.SequenceEqual("IDAT"u8))
            {
                Room(ref _data, length + content.Length);
                content.CopyTo(_data.AsSpan(length));
                length += content.Length;
            }
            else if (type.SequenceEqual("PLTE"u8))
            {
                _palette = content.ToArray();
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                break;
            }

            rest = rest[((int)size + 12)..];
        }

        return Inflate(length) && Unfilter() && HasItsColours() ? PngProblem.None : PngProblem.Damaged;
    }

    /// <summary>Converts the image read last; colours become gray by their luma (ITU-R BT.601).</summary>
    /// <param name="format">What is wanted.</param>
    /// <param name="pixels">[Height * Width * channels] out, interleaved.</param>
    public void CopyPixels(PixelFormat format, Span<byte> pixels)
    {
        int to = 0;
        for (int y = 0; y < Height; y++)
        {
            ReadOnlySpan<byte> line = Line(y);
            for (int x = 0; x < Width; x++)
            {
                (byte r, byte g, byte b) = Pixel(line, x);
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
    }

    private static void Room(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            Array.Resize(ref buffer, Math.Max(length, 2 * buffer.Length));
        }
    }

    private bool Inflate(int length)
    {
        int wanted = Height * (LineBytes + 1);
        Room(ref _lines, wanted);
        try
        {
            using var inflated = new ZLibStream(new MemoryStream(_data, 0, length), CompressionMode.Decompress);
            // Data that is no zlib stream, and one that asks for a dictionary, which PNG does not allow, end in different exceptions.
            return inflated.ReadAtLeast(_lines.AsSpan(0, wanted), wanted, throwOnEndOfStream: false) == wanted;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return false;
        }
    }

    // Each line starts with the number of the filter that it went through (9.2 of the standard).
    private bool Unfilter()
    {
        int step = Math.Max(1, Samples * _depth / 8);
        for (int y = 0; y < Height; y++)
        {
            Span<byte> line = _lines.AsSpan((y * (LineBytes + 1)) + 1, LineBytes);
            ReadOnlySpan<byte> above = y == 0 ? default : Line(y - 1);
            byte filter = _lines[y * (LineBytes + 1)];
            if (filter > 4)
            {
                return false;
            }

            for (int i = 0; filter > 0 && i < line.Length; i++)
            {
                int left = i >= step ? line[i - step] : 0;
                int up = above.IsEmpty ? 0 : above[i];
                int corner = i >= step && !above.IsEmpty ? above[i - step] : 0;
                line[i] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
            }
        }

        return true;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        (int a, int b, int c) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    // Every index of a palette image must be in its palette.
    private bool HasItsColours()
    {
        for (int y = 0; _colour == 3 && y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                if (3 * Sample(Line(y), x) + 2 >= _palette.Length)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private ReadOnlySpan<byte> Line(int y) => _lines.AsSpan((y * (LineBytes + 1)) + 1, LineBytes);

    private (byte R, byte G, byte B) Pixel(ReadOnlySpan<byte> line, int x)
    {
        switch (_colour)
        {
            case 2 or 6:
                int at = x * Samples;
                return (Sample(line, at), Sample(line, at + 1), Sample(line, at + 2));
            case 3:
                int index = 3 * Sample(line, x);
                return (_palette[index], _palette[index + 1], _palette[index + 2]);
            default:
                byte gray = Sample(line, x * Samples);
                byte full = _depth < 8 ? (byte)(gray * 255 / ((1 << _depth) - 1)) : gray;
                return (full, full, full);
        }
    }

    private byte Sample(ReadOnlySpan<byte> line, int index)
    {
        if (_depth >= 8)
        {
            return line[index * (_depth / 8)];
        }

        int bit = index * _depth;
        return (byte)((line[bit / 8] >> (8 - _depth - (bit % 8))) & ((1 << _depth) - 1));
    }
}
