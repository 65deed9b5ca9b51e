using System.Text;

namespace Detector.Core.Formats;

/// <summary>Reads "true", "yes", "1" and "false", "no", "0" in any case, and numbers that equal 1 or 0.</summary>
public static class BooleanText
{
    public static bool TryParse(ReadOnlySpan<byte> text, out bool value)
    {
        text = text.Trim((byte)' ');
        value = Ascii.EqualsIgnoreCase(text, "true"u8) || Ascii.EqualsIgnoreCase(text, "yes"u8);
        if (value || Ascii.EqualsIgnoreCase(text, "false"u8) || Ascii.EqualsIgnoreCase(text, "no"u8))
        {
            return true;
        }

        bool isNumber = NumberText.TryParse(text, out double number);
        value = number == 1;
        return isNumber && number is 0 or 1;
    }
}
