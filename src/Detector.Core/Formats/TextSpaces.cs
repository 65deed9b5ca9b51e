namespace Detector.Core.Formats;

/// <summary>Spaces in numbers as people write them: the plain one, and those that keep a number on one line.</summary>
internal static class TextSpaces
{
    // U+00A0, U+2009 and U+202F.
    private static ReadOnlySpan<byte> NoBreak => [0xC2, 0xA0];

    private static ReadOnlySpan<byte> Thin => [0xE2, 0x80, 0x89];

    private static ReadOnlySpan<byte> NarrowNoBreak => [0xE2, 0x80, 0xAF];

    /// <summary>The text without the spaces at its ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (LengthAt(text) is var length and > 0)
        {
            text = text[length..];
        }

        while (LengthBefore(text) is var length and > 0)
        {
            text = text[..^length];
        }

        return text;
    }

    /// <summary>Bytes of the space that the text begins with; 0 where it begins with none.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text) =>
        text.IsEmpty ? 0
        : text[0] == ' ' ? 1
        : text[0] < 0x80 ? 0
        : text.StartsWith(NoBreak) ? NoBreak.Length
        : text.StartsWith(NarrowNoBreak) || text.StartsWith(Thin) ? Thin.Length
        : 0;

    private static int LengthBefore(ReadOnlySpan<byte> text) =>
        text.IsEmpty ? 0
        : text[^1] == ' ' ? 1
        : text[^1] < 0x80 ? 0
        : text.EndsWith(NoBreak) ? NoBreak.Length
        : text.EndsWith(NarrowNoBreak) || text.EndsWith(Thin) ? Thin.Length
        : 0;
}
