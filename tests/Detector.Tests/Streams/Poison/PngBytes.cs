using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Detector.Tests.Streams.Poison;

/// <summary>Makes PNG images of any kind out of their parts, with true checksums also where the parts are wrong.</summary>
internal static class PngBytes
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>The kinds of image that there are: colour type and bits a sample.</summary>
    public static IReadOnlyList<(byte Colour, byte Depth)> Kinds { get; } =
    [
        (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16),
    ];

    /// <summary>An image of some parts.</summary>
    public static byte[] Of(params (string Type, byte[] Content)[] chunks) => [.. Signature, .. chunks.SelectMany(chunk =>
        Chunk(chunk.Type, chunk.Content))];

    public static (string Type, byte[] Content) Header(uint width, uint height, byte depth, byte colour, byte interlaced = 0,
        byte compression = 0, byte filter = 0)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[10], header[11], header[12]) = (depth, colour, compression, filter, interlaced);
        return ("IHDR", header);
    }

    public static (string Type, byte[] Content) Data(byte[] lines) => ("IDAT", Deflate(lines));

    /// <summary>A zlib stream that asks for a dictionary, which PNG does not allow.</summary>
    public static byte[] WithDictionary(byte[] zlib)
    {
        byte[] asking = [zlib[0], 0, 1, 2, 3, 4, .. zlib[2..]];
        asking[1] = (byte)(0x20 | ((31 - (((asking[0] << 8) | 0x20) % 31)) % 31));
        return asking;
    }

    public static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>Bytes of a line, the filter's number among them.</summary>
    public static int Line(int width, byte colour, byte depth) => 1 + (((width * depth * colour switch { 2 => 3, 4 => 2, 6 => 4, _ =>
        1 }) + 7) / 8);

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] chunk = [0, 0, 0, 0, .. type.Select(c => (byte)c), .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), Crc32.HashToUInt32(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }
}
