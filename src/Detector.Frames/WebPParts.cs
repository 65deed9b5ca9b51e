using System.Buffers.Binary;

namespace Detector.Frames;

/// <summary>The first parts of a WebP picture (RFC 9649), which say how large it is and where it ends.</summary>
internal static class WebPParts
{
    private const int Container = 12;
    private const int FirstPart = Container + 8;
    private const byte Animation = 2;

    public static bool IsWebP(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= Container && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8);

    public static string? Check(ReadOnlySpan<byte> webp, out PictureHeader header)
    {
        header = default;
        if (webp.Length < FirstPart + 10)
        {
            return PictureParts.IsCut;
        }

        ReadOnlySpan<byte> part = webp[FirstPart..];
        switch (webp.Slice(Container, 4))
        {
            case [(byte)'V', (byte)'P', (byte)'8', (byte)' ']:
                header = new(
                    BinaryPrimitives.ReadUInt16LittleEndian(part[6..]) & 0x3FFF,
                    BinaryPrimitives.ReadUInt16LittleEndian(part[8..]) & 0x3FFF,
                    true);
                break;
            case [(byte)'V', (byte)'P', (byte)'8', (byte)'L']:
                uint size = BinaryPrimitives.ReadUInt32LittleEndian(part[1..]);
                header = new((int)(size & 0x3FFF) + 1, (int)((size >> 14) & 0x3FFF) + 1, true);
                break;
            case [(byte)'V', (byte)'P', (byte)'8', (byte)'X']:
                header = new(Triple(part[4..]) + 1, Triple(part[7..]) + 1, true);
                if ((part[0] & Animation) != 0)
                {
                    return PictureParts.IsAnimated;
                }

                break;
            default:
                return PictureParts.IsMixedUp;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(webp[4..]) + 8L > webp.Length ? PictureParts.IsCut : null;
    }

    private static int Triple(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
