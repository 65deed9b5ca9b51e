using System.Buffers;
using System.Globalization;
using System.Text;

namespace Detector.Core.Formats;

/// <summary>
/// Reads instants by a pattern in .NET's letters: d or dd (day), M, MM or MMM (month; its English name), yyyy or yy (69 to 99 are 1969 to
/// 1999), H or HH, h or hh with tt (AM, PM), mm, ss, f (a fraction of any length), ddd (a weekday, which is not looked at), zzz (Z, UTC,
/// GMT, +01:00). Days, months and hours may have one digit or two, unless digits stand right beside them, since a sample of autumn does
/// not show how January is written. A space takes one or more. Without an offset it is UTC; without a date, 1970-01-01.
/// </summary>
internal sealed class TimePattern
{
    private const long DayMs = 86_400_000;
    private const int FirstYearOfTwoDigits = 69;
    private static readonly string[] Months =
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ];

    private readonly string _pattern;
    private readonly Step[] _steps;

    private TimePattern(string pattern, Step[] steps) => (_pattern, _steps) = (pattern, steps);

    /// <summary>Whether it tells year, month and day.</summary>
    public bool HasDate => Has('y') && Has('M') && Has('d');

    /// <summary>Whether it tells the hour.</summary>
    public bool HasClock => Has('H') || Has('h');

    /// <summary>The letters of its date in their order, such as "dMy".</summary>
    public string Order => string.Concat(_steps.Where(step => step.Part is "d" or "M" or "y").Select(step => step.Letter));

    /// <summary>A time in this pattern, for people.</summary>
    public string Example => Write(1_798_725_909_000);

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">Such as dd.MM.yyyy HH:mm.</param>
    /// <param name="problem">What is wrong with it; empty where nothing is.</param>
    /// <returns>Null where something is wrong.</returns>
    public static TimePattern? Compile(string pattern, out string problem)
    {
        var steps = new List<Step>();
        for (int i = 0; i < pattern.Length;)
        {
            char letter = pattern[i];
            int count = 1;
            while (i + count < pattern.Length && pattern[i + count] == letter)
            {
                count++;
            }

            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('\'' or '"' or '\\' or '%') || letter is 'T')
            {
                steps.Add(new(letter, 0));
                i++;
                continue;
            }

            bool isKnown = letter switch
            {
                'y' => count is 2 or 4,
                'M' or 'd' => count <= 3,
                'H' or 'h' or 'm' or 's' => count <= 2,
                't' => count == 2,
                'f' => count <= 7,
                'z' => count == 3,
                _ => false,
            };
            if (!isKnown)
            {
                problem = $"\"{pattern.Substring(i, count)}\" is no part of a time's pattern: those are d, dd, M, MM, MMM, yyyy, "
                    + "yy, H, HH, h, hh, tt, mm, ss, f, ddd (a weekday) and zzz (an offset), such as dd.MM.yyyy HH:mm";
                return null;
            }

            steps.Add(new(letter, count));
            i += count;
        }

        for (int i = 0; i < steps.Count; i++)
        {
            bool isBehindDigits = i > 0 && steps[i - 1].IsDigits;
            steps[i] = steps[i] with { Least = steps[i].Letter is 'm' or 's' || isBehindDigits ? steps[i].Count : 1 };
        }

        var whole = new TimePattern(pattern, [.. steps]);
        string? repeated = steps.Where(step => step.Count > 0).CountBy(step => step.Part).FirstOrDefault(part => part.Value > 1).Key;
        problem = repeated is not null ? $"\"{repeated}\" is there twice"
            : whole.Has('h') != whole.Has('t') ? "h goes with tt (AM or PM); H counts to 23"
            : whole.Has('h') && whole.Has('H') ? "it has both H and h"
            : !whole.HasDate && !whole.HasClock ? "it tells neither year, month and day nor the hour"
            : "";
        return problem.Length == 0 ? whole : null;
    }

    public override string ToString() => _pattern;

    /// <summary>Reads the whole text; false where it does not fit the pattern or is no time that an event may have.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        text = text.Trim((byte)' ');
        var time = new Parts { Month = 1, Day = 1, Year = 1970 };
        foreach (Step step in _steps)
        {
            if (!Take(ref text, step, ref time))
            {
                return false;
            }
        }

        if (!text.IsEmpty || time.Year < 1 || time.Month is < 1 or > 12 || time.Day < 1
            || time.Day > DateTime.DaysInMonth(time.Year, time.Month) || time.Hour > 23 || time.Minute > 59 || time.Second > 59)
        {
            return false;
        }

        long day = new DateOnly(time.Year, time.Month, time.Day).DayNumber - 719_162L;
        unixMs = (day * DayMs) + (((((time.Hour * 60) + time.Minute) * 60) + time.Second) * 1000L) + time.Ms - time.OffsetMs;
        return EventTime.IsValid(unixMs);
    }

    /// <summary>The text of a time in this pattern.</summary>
    public string Write(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString(
        _pattern.Length == 1 ? "%" + _pattern : _pattern, CultureInfo.InvariantCulture);

    private static bool Take(ref ReadOnlySpan<byte> text, Step step, ref Parts time)
    {
        switch (step)
        {
            case { Count: 0 }:
                return TakeLiteral(ref text, step.Letter);
            case { Letter: 'y', Count: 2 }:
                bool isYear = TakeDigits(ref text, 2, 2, out time.Year);
                time.Year += time.Year < FirstYearOfTwoDigits ? 2000 : 1900;
                return isYear;
            case { Letter: 'y' }:
                return TakeDigits(ref text, 4, 4, out time.Year);
            case { Letter: 'M', Count: 3 }:
                return TakeMonth(ref text, out time.Month);
            case { Letter: 'M' }:
                return TakeDigits(ref text, step.Least, 2, out time.Month);
            case { Letter: 'd', Count: 3 }:
                return TakeLetters(ref text).Length >= 3;
            case { Letter: 'd' }:
                return TakeDigits(ref text, step.Least, 2, out time.Day);
            case { Letter: 'H' }:
                return TakeDigits(ref text, step.Least, 2, out time.Hour);
            case { Letter: 'h' }:
                bool isHour = TakeDigits(ref text, step.Least, 2, out int hour) && hour is >= 1 and <= 12;
                time.Hour += hour % 12;
                return isHour;
            case { Letter: 't' }:
                ReadOnlySpan<byte> half = TakeLetters(ref text);
                bool isAfternoon = Ascii.EqualsIgnoreCase(half, "pm"u8);
                time.Hour += isAfternoon ? 12 : 0;
                return isAfternoon || Ascii.EqualsIgnoreCase(half, "am"u8);
            case { Letter: 'm' }:
                return TakeDigits(ref text, step.Least, 2, out time.Minute);
            case { Letter: 's' }:
                return TakeDigits(ref text, step.Least, 2, out time.Second);
            case { Letter: 'f' }:
                return TakeFraction(ref text, out time.Ms);
            default:
                return TakeOffset(ref text, out time.OffsetMs);
        }
    }

    private static bool TakeLiteral(ref ReadOnlySpan<byte> text, char literal)
    {
        if (literal == ' ')
        {
            int length = text.Length;
            text = text.TrimStart((byte)' ');
            return text.Length < length;
        }

        bool isThere = Rune.DecodeFromUtf8(text, out Rune rune, out int count) == OperationStatus.Done && rune.Value == literal;
        text = isThere ? text[count..] : text;
        return isThere;
    }

    private static bool TakeDigits(ref ReadOnlySpan<byte> text, int least, int most, out int value)
    {
        value = 0;
        int count = 0;
        for (; count < most && count < text.Length && (uint)(text[count] - '0') <= 9; count++)
        {
            value = (value * 10) + text[count] - '0';
        }

        text = text[count..];
        return count >= least;
    }

    private static bool TakeFraction(ref ReadOnlySpan<byte> text, out int ms)
    {
        ms = 0;
        int count = 0;
        for (int unit = 100; count < text.Length && (uint)(text[count] - '0') <= 9; count++, unit /= 10)
        {
            ms += (text[count] - '0') * unit;
        }

        text = text[count..];
        return count > 0;
    }

    private static ReadOnlySpan<byte> TakeLetters(ref ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (count < text.Length && char.IsAsciiLetter((char)text[count]))
        {
            count++;
        }

        ReadOnlySpan<byte> letters = text[..count];
        text = text[count..];
        return letters;
    }

    // The whole name or its first three letters; "sept" too.
    private static bool TakeMonth(ref ReadOnlySpan<byte> text, out int month)
    {
        ReadOnlySpan<byte> name = TakeLetters(ref text);
        for (month = 1; month <= Months.Length; month++)
        {
            string whole = Months[month - 1];
            if (name.Length <= whole.Length && Ascii.EqualsIgnoreCase(name, whole.AsSpan(0, name.Length))
                && (name.Length == 3 || name.Length == whole.Length || (month == 9 && name.Length == 4)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TakeOffset(ref ReadOnlySpan<byte> text, out long ms)
    {
        ms = 0;
        bool isNamed = text.Length >= 3 && (Ascii.EqualsIgnoreCase(text[..3], "utc"u8) || Ascii.EqualsIgnoreCase(text[..3], "gmt"u8));
        text = isNamed ? text[3..] : text;
        return isNamed || (!text.IsEmpty && InstantText.TakeOffset(ref text, out ms));
    }

    private bool Has(char letter) => Array.Exists(_steps, step => step is { Count: > 0 } && step.Part == letter.ToString());

    // A run of one letter; a count of 0 is a character that stands for itself.
    private readonly record struct Step(char Letter, int Count)
    {
        /// <summary>Fewest digits.</summary>
        public int Least { get; init; }

        public bool IsDigits => Letter is 'y' or 'M' or 'd' or 'H' or 'h' or 'm' or 's' or 'f' && Count is 1 or 2 or 4;

        /// <summary>What no pattern tells twice: a weekday is no day.</summary>
        public string Part => Letter == 'd' && Count == 3 ? "ddd" : Letter.ToString();
    }

    private struct Parts
    {
        public int Year;
        public int Month;
        public int Day;
        public int Hour;
        public int Minute;
        public int Second;
        public int Ms;
        public long OffsetMs;
    }
}
