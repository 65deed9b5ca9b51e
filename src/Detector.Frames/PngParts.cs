using System.Buffers.Binary;
using System.IO.Hashing;

namespace Detector.Frames;

/// <summary>The parts of a PNG picture (ISO/IEC 15948) and their checksums, not all of which decoders look at.</summary>
internal static class PngParts
{
    private const int HeaderEnd = 33;
    private const int Colours = 2;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    public static string? Check(ReadOnlySpan<byte> png, out PictureHeader header)
    {
        header = default;
        if (png.Length < HeaderEnd || !png.Slice(12, 4).SequenceEqual("IHDR"u8))
        {
            return png.Length < HeaderEnd ? PictureParts.IsCut : PictureParts.IsMixedUp;
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(png[16..]);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(png[20..]);
        bool isKnown = (png[25], png[24]) is (0, 1 or 2 or 4 or 8 or 16) or (3, 1 or 2 or 4 or 8) or (2 or 4 or 6, 8 or 16);
        if (!isKnown || width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            return PictureParts.IsMixedUp;
        }

        header = new((int)width, (int)height, (png[25] & Colours) != 0);
        if (png[24] == 16)
        {
            return "its samples have 16 bits instead of 8";
        }

        for (ReadOnlySpan<byte> rest = png[Signature.Length..]; ;)
        {
            if (rest.Length < 12 || BinaryPrimitives.ReadUInt32BigEndian(rest) is var size && size > rest.Length - 12)
            {
                return PictureParts.IsCut;
            }

            ReadOnlySpan<byte> type = rest.Slice(4, 4);
            if (Crc32.HashToUInt32(rest.Slice(4, (int)size + 4)) != BinaryPrimitives.ReadUInt32BigEndian(rest[((int)size + 8)..]))
            {
                return "a checksum is wrong";
            }

            if (type.SequenceEqual("acTL"u8))
            {
                return PictureParts.IsAnimated;
            }

            if (type.SequenceEqual("IEND"u8))
            {
                return null;
            }

            rest = rest[((int)size + 12)..];
        }
    }
}
