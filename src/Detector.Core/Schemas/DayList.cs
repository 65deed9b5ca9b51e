using System.Globalization;

namespace Detector.Core.Schemas;

/// <summary>Days of the calendar (UTC), of one year or of each.</summary>
internal sealed class DayList
{
    private const long DayMs = 86_400_000;
    private const int Days = 32;
    private const string LeapYear = "2000-";

    private readonly HashSet<int> _once = [];
    private readonly bool[] _each = new bool[13 * Days];

    private DayList()
    {
    }

    /// <summary>Reads days such as 2026-04-06, or 12-25 for each year's.</summary>
    /// <param name="texts">The days.</param>
    /// <param name="wrong">The index of the first that is none; -1 where all are.</param>
    public static DayList? Parse(IReadOnlyList<string> texts, out int wrong)
    {
        var list = new DayList();
        for (wrong = 0; wrong < texts.Count; wrong++)
        {
            bool isEach = texts[wrong].Length == 5;
            string text = isEach ? LeapYear + texts[wrong] : texts[wrong];
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            {
                return null;
            }

            if (isEach)
            {
                list._each[(day.Month * Days) + day.Day] = true;
            }
            else
            {
                list._once.Add(day.DayNumber);
            }
        }

        wrong = -1;
        return list;
    }

    /// <summary>Whether an instant, Unix milliseconds, lies in one of them.</summary>
    public bool Has(long unixMs)
    {
        var day = DateOnly.FromDayNumber(
            (int)Math.Clamp(Math.DivRem(unixMs, DayMs, out long rest) - (rest < 0 ? 1 : 0) + Epoch, 0, DateOnly.MaxValue.DayNumber));
        return _once.Contains(day.DayNumber) || _each[(day.Month * Days) + day.Day];
    }

    private static int Epoch => DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
