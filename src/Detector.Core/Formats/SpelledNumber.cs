using System.Text;
using Detector.Core.Schemas;

namespace Detector.Core.Formats;

/// <summary>
/// Reads numbers as people and ledgers write them, in one spelling, so that no text has two meanings: a decimal point or comma; the other
/// mark, an apostrophe or a space between groups of three digits (with commas, Indian ones of two, the last of three), one kind of mark a
/// number; a sign before or behind, the typographic minus too; brackets for a negative number; and, where a unit is named, that unit,
/// always, before or behind. Where the point is the decimal mark, what <see cref="NumberText"/> reads is read the same. "12 %" is 12.
/// </summary>
internal sealed unsafe class SpelledNumber
{
    private const int Longest = 128;
    private const int LongestUnit = 16;

    private readonly string _unit;
    private readonly byte[] _unitBytes;
    private readonly byte _decimal;
    private readonly byte _group;

    public SpelledNumber(NumberSpelling spelling, string? unit)
    {
        _unit = unit ?? "";
        _unitBytes = Encoding.UTF8.GetBytes(_unit);
        (_decimal, _group) = spelling == NumberSpelling.Comma ? ((byte)',', (byte)'.') : ((byte)'.', (byte)',');
    }

    private static ReadOnlySpan<byte> Minus => "−"u8;

    private static ReadOnlySpan<byte> Apostrophe => "’"u8;

    /// <summary>Whether every number has its unit beside it, so that a bare one is something else.</summary>
    public bool HasUnit => _unitBytes.Length > 0;

    /// <summary>A number in this spelling, for people.</summary>
    public string Example => WithUnit(_decimal == ',' ? "1.234,56" : "1,234.56");

    /// <summary>What is wrong with a unit; null where nothing is.</summary>
    public static string? ProblemOf(string unit) =>
        unit.Length > LongestUnit || unit.Trim() != unit || unit.Trim('.').Length == 0
        || unit.Any(c => char.IsDigit(c) || char.IsControl(c) || ",+-−()'’\"".Contains(c, StringComparison.Ordinal))
            ? $"it must be a text of 1 to {LongestUnit} characters such as € or kg, without digits, signs, commas, quotes, brackets, "
                + "and spaces at its ends"
            : null;

    /// <summary>Reads the whole text; NaN and false where it is no number of this spelling or is too large for a double.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        text = TextSpaces.Trim(text);
        int sign = 0;
        bool hasUnit = false;
        while (TakeSign(ref text, ref sign) || TakeUnit(ref text, ref hasUnit))
        {
            text = TextSpaces.Trim(text);
        }

        value = double.NaN;
        if (hasUnit != HasUnit || text.Length > Longest || !TryParseSize(text, out double size))
        {
            return false;
        }

        value = sign < 0 ? -size : size;
        return true;
    }

    /// <summary>The text in this spelling of a number that is written plainly.</summary>
    public string Write(string plain) => WithUnit(_decimal == ',' ? plain.Replace('.', ',') : plain);

    private static bool TakeSign(ref ReadOnlySpan<byte> text, ref int sign)
    {
        if (sign != 0)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text.StartsWith("-"u8) || text.StartsWith("+"u8) ? text[1..]
            : text.StartsWith(Minus) ? text[Minus.Length..]
            : text.EndsWith("-"u8) ? text[..^1]
            : text.EndsWith(Minus) ? text[..^Minus.Length]
            : text is [(byte)'(', .., (byte)')'] ? text[1..^1]
            : text;
        if (rest.Length == text.Length)
        {
            return false;
        }

        sign = text[0] == '+' ? 1 : -1;
        text = rest;
        return true;
    }

    private bool TakeUnit(ref ReadOnlySpan<byte> text, ref bool hasUnit)
    {
        bool isBefore = text.StartsWith(_unitBytes);
        if (hasUnit || !HasUnit || !(isBefore || text.EndsWith(_unitBytes)))
        {
            return false;
        }

        hasUnit = true;
        text = isBefore ? text[_unitBytes.Length..] : text[..^_unitBytes.Length];
        return true;
    }

    // Written down plainly, without groups, it is read as any other number.
    private bool TryParseSize(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        byte* plain = stackalloc byte[Longest + PaddedBuffer.Padding];
        byte* end = plain;
        if (!TakeGroups(ref text, ref end) || (end == plain && (text.IsEmpty || (text[0] != _decimal && (uint)(text[0] - '0') > 9))))
        {
            return false;
        }

        foreach (byte c in text)
        {
            *end++ = c == _decimal ? (byte)'.' : c;
        }

        new Span<byte>(end, PaddedBuffer.Padding).Clear();
        return NumberScanner.Scan(plain, strict: false, out value) == end && double.IsFinite(value);
    }

    // Moves the digits of grouped thousands; false where the groups are none.
    private bool TakeGroups(ref ReadOnlySpan<byte> text, ref byte* end)
    {
        int first = Digits(text);
        int markLength = MarkAt(text[first..]);
        if (markLength == 0)
        {
            return true;
        }

        if (first == 0 || text[0] == '0')
        {
            return false;
        }

        ReadOnlySpan<byte> mark = text.Slice(first, markLength);
        Move(ref text, first, ref end);
        (int width, int last) = (0, 0);
        while (text.StartsWith(mark))
        {
            text = text[markLength..];
            bool isRegular = last == width;
            last = Digits(text);
            if (!isRegular || last == 0)
            {
                return false;
            }

            width = width == 0 ? last : width;
            Move(ref text, last, ref end);
        }

        return last == 3 && first <= width && (width == 3 || (width == 2 && mark[0] == ','));
    }

    private int MarkAt(ReadOnlySpan<byte> text) =>
        text.IsEmpty || text[0] == _decimal ? 0
        : text[0] == _group || text[0] == '\'' ? 1
        : text.StartsWith(Apostrophe) ? Apostrophe.Length
        : TextSpaces.LengthAt(text);

    private static int Digits(ReadOnlySpan<byte> text) =>
        text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var other and >= 0 ? other : text.Length;

    private static void Move(ref ReadOnlySpan<byte> text, int count, ref byte* end)
    {
        text[..count].CopyTo(new Span<byte>(end, count));
        end += count;
        text = text[count..];
    }

    private string WithUnit(string number) => HasUnit ? $"{number} {_unit}" : number;
}
