namespace Detector.Core.Formats;

/// <summary>
/// Reads instants: ISO 8601 ("2026-01-31T12:00:00.5+01:00", the T may be a space, without an offset it is UTC, a date alone is its
/// midnight) or a number, Unix seconds or finer by its size: below 1e11 seconds, below 1e14 milliseconds, below 1e17 microseconds, else
/// nanoseconds. (1e11 seconds are the year 5138; 1e11 milliseconds March 1973.) Finer parts than a millisecond are dropped. Each is a
/// time that an event may have (<see cref="EventTime"/>).
/// </summary>
internal static class InstantText
{
    private const long DayMs = 86_400_000;

    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        text = text.Trim((byte)' ');
        if (text.Length >= 10 && text[4] == '-' && text[7] == '-')
        {
            return TryParseIso(text, out unixMs) && EventTime.IsValid(unixMs);
        }

        bool isNumber = NumberText.TryParse(text, out double number);
        unixMs = isNumber ? (long)Math.Floor(Milliseconds(number)) : 0;
        return isNumber && Math.Abs(number) < 1e20 && EventTime.IsValid(unixMs);
    }

    /// <summary>The Unix seconds that a number says, by its size.</summary>
    public static double Seconds(double number) => Milliseconds(number) / 1e3;

    private static double Milliseconds(double number)
    {
        double size = Math.Abs(number);
        return size < 1e11 ? number * 1e3 : size < 1e14 ? number : size < 1e17 ? number / 1e3 : number / 1e6;
    }

    private static bool TryParseIso(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (!Digits(text, 0, 4, out int year) || !Digits(text, 5, 2, out int month) || !Digits(text, 8, 2, out int day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        unixMs = (new DateOnly(year, month, day).DayNumber - 719_162L) * DayMs;
        if (text.Length == 10)
        {
            return true;
        }

        if ((text[10] | 0x20) != 't' && text[10] != ' ')
        {
            return false;
        }

        ReadOnlySpan<byte> clock = text[11..];
        bool good = TakeClock(ref clock, out long clockMs) & TakeOffset(ref clock, out long offsetMs);
        unixMs += clockMs - offsetMs;
        return good && clock.IsEmpty;
    }

    private static bool TakeClock(ref ReadOnlySpan<byte> text, out long ms)
    {
        ms = 0;
        if (!Digits(text, 0, 2, out int hour) || text.Length < 5 || text[2] != ':' || !Digits(text, 3, 2, out int minute)
            || hour > 23 || minute > 59)
        {
            return false;
        }

        text = text[5..];
        int second = 0;
        if (text.Length > 0 && text[0] == ':')
        {
            if (!Digits(text, 1, 2, out second) || second > 59)
            {
                return false;
            }

            text = text[3..];
        }

        ms = (((hour * 60) + minute) * 60_000L) + (second * 1000);
        return text.IsEmpty || (text[0] != '.' && text[0] != ',') || TakeFraction(ref text, ref ms);
    }

    private static bool TakeFraction(ref ReadOnlySpan<byte> text, ref long ms)
    {
        int count = 1;
        for (int unit = 100; count < text.Length && (uint)(text[count] - '0') <= 9; count++, unit /= 10)
        {
            ms += (text[count] - '0') * unit;
        }

        text = text[count..];
        return count > 1;
    }

    /// <summary>Takes Z, +hh, +hhmm or +hh:mm from the text; nothing is UTC.</summary>
    internal static bool TakeOffset(ref ReadOnlySpan<byte> text, out long ms)
    {
        ms = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if ((text[0] | 0x20) == 'z')
        {
            text = text[1..];
            return true;
        }

        int sign = text[0] == '+' ? 1 : text[0] == '-' ? -1 : 0;
        if (sign == 0 || !Digits(text, 1, 2, out int hours))
        {
            return false;
        }

        text = text[3..];
        int minutes = 0;
        if (text.Length > 0)
        {
            text = text[0] == ':' ? text[1..] : text;
            if (!Digits(text, 0, 2, out minutes))
            {
                return false;
            }

            text = text[2..];
        }

        ms = sign * ((hours * 60) + minutes) * 60_000L;
        return hours <= 14 && minutes <= 59;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        if (start + count > text.Length)
        {
            return false;
        }

        foreach (byte digit in text.Slice(start, count))
        {
            if ((uint)(digit - '0') > 9)
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return true;
    }
}
