namespace Detector.Core.Formats;

/// <summary>Reads a text as a finite number: "12.5", "-3e4", "+.5", " 7 ". "NaN" and "Infinity" are no numbers.</summary>
internal static unsafe class NumberText
{
    private const int Longest = 512;

    /// <summary>Reads the whole text; NaN and false where it is not a number or is too large for a double.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        text = text.Trim((byte)' ');
        if (text.Length <= Longest)
        {
            byte* padded = stackalloc byte[text.Length + PaddedBuffer.Padding];
            text.CopyTo(new Span<byte>(padded, text.Length));
            new Span<byte>(padded + text.Length, PaddedBuffer.Padding).Clear();
            byte* start = *padded == '+' && padded[1] != '-' ? padded + 1 : padded;
            if (NumberScanner.Scan(start, strict: false, out value) == padded + text.Length && double.IsFinite(value))
            {
                return true;
            }
        }

        value = double.NaN;
        return false;
    }
}
