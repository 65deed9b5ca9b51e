namespace Detector.Core.Formats;

/// <summary>
/// One spelling for each number, so that a code that one program writes as 1 and another as 1.0 or 1e0 is one category and one label. What
/// is no number by JSON's grammar stays as it is: "01" and "+1" are codes of their own. No digit is lost, however many there are.
/// </summary>
internal static class CanonicalNumber
{
    /// <summary>Bytes of the longest number that is spelled anew; longer ones stay as they are.</summary>
    public const int Longest = 64;

    private const int MostExponent = 1000;

    /// <summary>The text in its one spelling.</summary>
    /// <param name="text">A category's value.</param>
    /// <param name="room">[<see cref="Longest"/>] where it is written, if it is spelled anew.</param>
    /// <returns>The text itself, or what was written.</returns>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text, Span<byte> room)
    {
        // Most categories are texts or plain whole numbers.
        ReadOnlySpan<byte> digits = text.StartsWith("-"u8) ? text[1..] : text;
        if (digits.IsEmpty || (uint)(digits[0] - '0') > 9 || digits.Length > 2 * Longest)
        {
            return text;
        }

        int whole = Digits(digits);
        if (whole > 1 && digits[0] == '0')
        {
            return text;
        }

        if (whole == digits.Length)
        {
            return text.SequenceEqual("-0"u8) ? "0"u8 : text;
        }

        ReadOnlySpan<byte> rest = digits[whole..];
        int fraction = 0;
        if (rest[0] == '.')
        {
            fraction = Digits(rest[1..]);
            if (fraction == 0)
            {
                return text;
            }

            rest = rest[(fraction + 1)..];
        }

        return TryExponent(rest, out int exponent)
            ? Write(text, digits, whole, fraction, exponent, room)
            : text;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }

    // Nothing, or e, a sign and digits up to the end.
    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if ((text[0] | 0x20) != 'e')
        {
            return false;
        }

        text = text[1..];
        bool negative = text.StartsWith("-"u8);
        text = negative || text.StartsWith("+"u8) ? text[1..] : text;
        if (text.IsEmpty || Digits(text) < text.Length)
        {
            return false;
        }

        foreach (byte digit in text)
        {
            exponent = Math.Min((exponent * 10) + digit - '0', MostExponent);
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }

    private static ReadOnlySpan<byte> Write(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> digits, int whole, int fraction, int exponent, Span<byte> room)
    {
        // The digits without their point; the number is 0.d1d2d3… times ten to the power of the point's place.
        Span<byte> figures = stackalloc byte[whole + fraction];
        digits[..whole].CopyTo(figures);
        if (fraction > 0)
        {
            digits.Slice(whole + 1, fraction).CopyTo(figures[whole..]);
        }

        int zeros = figures.Length - figures.TrimStart((byte)'0').Length;
        int point = whole + exponent - zeros;
        figures = figures[zeros..];
        figures = figures[..figures.TrimEnd((byte)'0').Length];
        if (figures.IsEmpty)
        {
            return "0"u8;
        }

        int before = Math.Max(1, point);
        int after = Math.Max(0, figures.Length - point);
        int sign = text.Length - digits.Length;
        int length = sign + before + (after > 0 ? 1 + after : 0);
        if (length > Longest)
        {
            return text;
        }

        Span<byte> written = room[..length];
        written.Fill((byte)'0');
        text[..sign].CopyTo(written);
        figures[..Math.Clamp(point, 0, figures.Length)].CopyTo(written[sign..]);
        if (after > 0)
        {
            written[sign + before] = (byte)'.';
            figures[Math.Max(0, point)..].CopyTo(written[(length - figures.Length + Math.Max(0, point))..]);
        }

        return written;
    }
}
