using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Detector.Core.Schemas;

namespace Detector.Core.Formats.Frames;

/// <summary>Writes PNG images (ISO/IEC 15948): 8 bits a channel, not interlaced, lines unfiltered.</summary>
public static class PngWriter
{
    private const byte Gray = 0;
    private const byte Colours = 2;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>An image as the bytes of a file.</summary>
    /// <param name="width">Pixels a line.</param>
    /// <param name="height">Lines.</param>
    /// <param name="format">What the pixels are.</param>
    /// <param name="pixels">[height * width * channels] bytes, line after line, interleaved.</param>
    /// <exception cref="ArgumentException">There are more or fewer pixels.</exception>
    public static byte[] Write(int width, int height, PixelFormat format, ReadOnlySpan<byte> pixels)
    {
        int line = width * (format == PixelFormat.Rgb24 ? 3 : 1);
        if (width < 1 || height < 1 || pixels.Length != line * height)
        {
            throw new ArgumentException($"{width} x {height} {format} pixels are {line * height} bytes, "
                + $"not {pixels.Length}", nameof(pixels));
        }

        using var png = new MemoryStream();
        png.Write(Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, format == PixelFormat.Rgb24 ? Colours : Gray);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, Deflate(pixels, line));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    // Each line starts with the number of its filter: 0, none.
    private static byte[] Deflate(ReadOnlySpan<byte> pixels, int line)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int start = 0; start < pixels.Length; start += line)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(start, line));
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        byte[] checkedPart = [.. type, .. content];
        png.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(checkedPart));
        png.Write(number);
    }
}
