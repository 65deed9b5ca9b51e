using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Detector.Core.Formats;

/// <summary>Strings in a <see cref="PaddedBuffer"/>: finding their end, and undoing their escapes.</summary>
internal static unsafe class JsonStrings
{
    /// <summary>Finds a string's end and checks its escapes (not its UTF-8).</summary>
    /// <param name="p">The byte after the opening quote.</param>
    /// <param name="escaped">True where it holds escapes.</param>
    /// <param name="bad">Where it is broken, if it is.</param>
    /// <returns>The closing quote; null where the string is broken.</returns>
    public static byte* FindEnd(byte* p, out bool escaped, out byte* bad)
    {
        escaped = false;
        while (true)
        {
            p = FindSpecial(p);
            bad = p;
            switch (*p)
            {
                case (byte)'"':
                    return p;
                case (byte)'\\' when p[1] == 'u':
                    escaped = true;
                    if (HexValue(p + 2) < 0)
                    {
                        return null;
                    }

                    p += 6;
                    break;
                case (byte)'\\' when IsEscape(p[1]):
                    escaped = true;
                    p += 2;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>Writes the string's text without escapes; its length, or -1 where it has half a surrogate pair.</summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        int length = 0;
        for (int i = 0; i < raw.Length;)
        {
            if (raw[i] != '\\')
            {
                text[length++] = raw[i++];
            }
            else if (raw[i + 1] != 'u')
            {
                text[length++] = Plain(raw[i + 1]);
                i += 2;
            }
            else
            {
                int unit = HexValue(raw[(i + 2)..]);
                i += 6;
                if (unit is >= 0xD800 and < 0xDC00 && i + 6 <= raw.Length && raw[i] == '\\' && raw[i + 1] == 'u'
                    && HexValue(raw[(i + 2)..]) is >= 0xDC00 and < 0xE000 and int low)
                {
                    unit = 0x10000 + ((unit - 0xD800) << 10) + low - 0xDC00;
                    i += 6;
                }

                if (!Rune.TryCreate(unit, out Rune rune))
                {
                    return -1;
                }

                length += rune.EncodeToUtf8(text[length..]);
            }
        }

        return length;
    }

    // The first quote, backslash or control character, eight bytes at a time; the padding's zeros are control characters.
    private static byte* FindSpecial(byte* p)
    {
        const ulong Ones = 0x0101010101010101;
        const ulong Tops = 0x8080808080808080;
        while (true)
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(p);
            ulong quote = word ^ (Ones * '"');
            ulong slash = word ^ (Ones * '\\');
            ulong found = (((quote - Ones) & ~quote) | ((slash - Ones) & ~slash) | ((word - (Ones * 0x20)) & ~word)) & Tops;
            if (found != 0)
            {
                return p + (BitOperations.TrailingZeroCount(found) >> 3);
            }

            p += 8;
        }
    }

    private static bool IsEscape(byte c) =>
        c is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t';

    private static byte Plain(byte c) => c switch
    {
        (byte)'b' => 8,
        (byte)'f' => 12,
        (byte)'n' => 10,
        (byte)'r' => 13,
        (byte)'t' => 9,
        _ => c,
    };

    private static int HexValue(byte* p) => HexValue(new ReadOnlySpan<byte>(p, 4));

    // Four hexadecimal digits; -1 where they are not.
    private static int HexValue(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte digit in digits[..4])
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return -1;
            }

            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return value;
    }
}
