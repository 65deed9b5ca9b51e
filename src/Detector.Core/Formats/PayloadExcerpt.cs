using System.Text;
using Detector.Core.Schemas;

namespace Detector.Core.Formats;

/// <summary>A few readable characters of a message, for an error's sentence.</summary>
public static class PayloadExcerpt
{
    private const int Longest = 40;

    /// <summary>The beginning of the bytes, quoted; whatever cannot be shown becomes a question mark.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (Rune rune in Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4 * Longest)]).EnumerateRunes())
        {
            if (text.Length > Longest)
            {
                text.Append('…');
                break;
            }

            text.Append(Rune.IsControl(rune) ? "?" : rune == Rune.ReplacementChar ? "?" : rune.ToString());
        }

        return text.Append('"').ToString();
    }

    /// <summary>The value that the bytes begin with.</summary>
    public static string Value(Schema schema, ReadOnlySpan<byte> bytes)
    {
        if (schema.Format == MessageFormat.Json && bytes[0] is (byte)'{' or (byte)'[')
        {
            return bytes[0] == '{' ? "an object" : "an array";
        }

        bool quoted = bytes[0] == '"';
        bytes = quoted ? bytes[1..] : bytes;
        int end = quoted ? ClosingQuote(bytes, schema.Format)
            : schema.Format == MessageFormat.Csv ? bytes.IndexOfAny((byte)schema.Settings.Delimiter[0], (byte)'\r', (byte)'\n')
            : bytes.IndexOfAny(",}] \t\r\n"u8);
        return Of(end < 0 ? bytes : bytes[..end]);
    }

    private static int ClosingQuote(ReadOnlySpan<byte> bytes, MessageFormat format)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (format == MessageFormat.Json && bytes[i] == '\\')
            {
                i++;
            }
            else if (bytes[i] == '"')
            {
                return i;
            }
        }

        return -1;
    }
}
