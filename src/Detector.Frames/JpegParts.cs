using System.Buffers.Binary;

namespace Detector.Frames;

/// <summary>
/// The parts of a JPEG picture (ITU-T T.81). Decoders make up what one lacks (gray, or the last colour) and say nothing, so that is found
/// here.
/// </summary>
internal static class JpegParts
{
    private const byte Start = 0xD8;
    private const byte End = 0xD9;
    private const byte Scan = 0xDA;
    private const byte Progressive = 0xC2;
    private const int Coefficients = 64;

    // Encoders write about ten; each costs a pass over all pixels.
    private const int MostScans = 64;

    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, Start, 0xFF]);

    /// <summary>What is wrong; null where nothing is.</summary>
    /// <param name="jpeg">The picture.</param>
    /// <param name="length">Bytes up to its end; of one that is a single scan without the end's own mark, which a decoder answers
    /// with made-up pixels where it comes too early.</param>
    /// <param name="header">What it says of itself.</param>
    public static string? Check(ReadOnlySpan<byte> jpeg, out int length, out PictureHeader header)
    {
        (length, header) = (jpeg.Length, default);
        ReadOnlySpan<byte> components = default;
        byte kind = 0;
        int scans = 0;
        Span<ulong> missing = stackalloc ulong[3];
        missing.Fill(ulong.MaxValue);
        for (int at = 2; ;)
        {
            if (at + 2 > jpeg.Length)
            {
                return PictureParts.IsCut;
            }

            byte mark = jpeg[at + 1];
            if (jpeg[at] != 0xFF || mark is 0)
            {
                return PictureParts.IsMixedUp;
            }

            if (mark == 0xFF)
            {
                at++;
                continue;
            }

            if (mark == End)
            {
                bool isWhole = scans > 0 && !missing[..(components.Length / 3)].ContainsAnyExcept(0ul);
                length = scans > 1 ? at + 2 : at;
                return isWhole ? null : PictureParts.IsCut;
            }

            if (at + 4 > jpeg.Length || BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]) is var size && at + 2 + size > jpeg.Length)
            {
                return PictureParts.IsCut;
            }

            ReadOnlySpan<byte> part = size < 2 ? default : jpeg.Slice(at + 4, size - 2);
            at += 2 + size;
            if (mark is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (ReadFrame(mark, part, ref header) is { } wrong)
                {
                    return wrong;
                }

                kind = mark;
                components = part[6..];
            }
            else if (mark == Scan)
            {
                if (components.IsEmpty || !ReadScan(part, components, kind == Progressive, missing))
                {
                    return PictureParts.IsMixedUp;
                }

                if (++scans > MostScans)
                {
                    return "it has more scans than pictures have";
                }

                at = EndOfScan(jpeg, at);
            }
            else if (mark is Start or < 0xC0 or (>= 0xD0 and <= 0xD7) || size < 2)
            {
                return PictureParts.IsMixedUp;
            }
        }
    }

    private static string? ReadFrame(byte kind, ReadOnlySpan<byte> part, ref PictureHeader header)
    {
        if (part.Length < 6 || part.Length != 6 + (3 * part[5]) || header.Width > 0)
        {
            return PictureParts.IsMixedUp;
        }

        header = new(BinaryPrimitives.ReadUInt16BigEndian(part[3..]), BinaryPrimitives.ReadUInt16BigEndian(part[1..]), part[5] > 1);
        return kind > Progressive ? "its coding is lossless, arithmetic or in steps; the usual ones are baseline and progressive"
            : part[0] != 8 ? $"its samples have {part[0]} bits instead of 8"
            : part[5] == 4 ? "its colours are CMYK; save it as RGB"
            : part[5] is not (1 or 3) ? $"it has {part[5]} channels instead of one or three"
            : header.Width == 0 || header.Height == 0 ? PictureParts.IsMixedUp
            : null;
    }

    // Which coefficients of which components are final with this scan: a progressive picture has many.
    private static bool ReadScan(ReadOnlySpan<byte> part, ReadOnlySpan<byte> components, bool isProgressive, Span<ulong> missing)
    {
        if (part.IsEmpty || part[0] is 0 or > 3 || part.Length != 4 + (2 * part[0]))
        {
            return false;
        }

        (int first, int last, int bitsToCome) = isProgressive ? (part[^3], part[^2], part[^1] & 15) : (0, Coefficients - 1, 0);
        if (first > last || last >= Coefficients)
        {
            return false;
        }

        for (int i = 0; i < part[0]; i++)
        {
            int component = 0;
            while (component < components.Length && components[component] != part[1 + (2 * i)])
            {
                component += 3;
            }

            if (component == components.Length)
            {
                return false;
            }

            missing[component / 3] &= bitsToCome > 0 ? ulong.MaxValue : ~((ulong.MaxValue << first) & (ulong.MaxValue >> (63 - last)));
        }

        return true;
    }

    // A scan's data goes to the next mark; 0xFF is followed by zero in it, or by the number of a restart.
    private static int EndOfScan(ReadOnlySpan<byte> jpeg, int at)
    {
        while (jpeg[at..].IndexOf((byte)0xFF) is var found and >= 0)
        {
            at += found;
            if (at + 1 < jpeg.Length && jpeg[at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
            {
                return at;
            }

            at = Math.Min(at + 2, jpeg.Length);
        }

        return jpeg.Length;
    }
}
