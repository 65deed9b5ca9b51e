using System.Text.RegularExpressions;
using Detector.Core.Formats;

namespace Detector.Core.Schemas.Inference;

/// <summary>The patterns that a text may be a time in.</summary>
internal static partial class TimeGuess
{
    private const string Letters = "[A-Za-z]{3,9}";
    private static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>The patterns, the likeliest first.</summary>
    public static IReadOnlyList<TimePattern> Of(string text)
    {
        Match found = Whole().Match(text);
        IEnumerable<string> dates = found.Success ? Dates(found) : Compact(text);
        return [.. dates.Select(date => TimePattern.Compile(date + Clock(found), out _)).OfType<TimePattern>()];
    }

    private static IEnumerable<string> Compact(string text) => !text.All(char.IsAsciiDigit) ? []
        : text.Length switch
        {
            8 => ["yyyyMMdd"],
            12 => ["yyyyMMddHHmm"],
            14 => ["yyyyMMddHHmmss"],
            _ => [],
        };

    private static IEnumerable<string> Dates(Match found)
    {
        if (!found.Groups["a"].Success)
        {
            return found.Groups["hour"].Success ? [""] : [];
        }

        string weekday = found.Groups["weekday"].Value;
        string before = weekday.Length == 0 ? ""
            : Weekdays.Contains(weekday[..3].ToLowerInvariant()) ? "ddd" + found.Groups["behind"].Value
            : "?";
        string[] parts = [found.Groups["a"].Value, found.Groups["b"].Value, found.Groups["c"].Value];
        return from order in Orders(parts)
               select $"{before}{order[0]}{found.Groups["x"].Value}{order[1]}{found.Groups["y"].Value}{order[2]}";
    }

    private static IEnumerable<string[]> Orders(string[] parts)
    {
        string[] letters = [.. parts.Select(part => part.Length == 4 ? "yyyy" : "yy")];
        if (char.IsAsciiLetter(parts[1][0]))
        {
            return parts[0].Length == 4 ? [["yyyy", "MMM", Day(parts[2])]] : [[Day(parts[0]), "MMM", letters[2]]];
        }

        if (char.IsAsciiLetter(parts[0][0]))
        {
            return [["MMM", Day(parts[1]), letters[2]]];
        }

        return parts[0].Length == 4 ? [["yyyy", Month(parts[1]), Day(parts[2])]]
            : [
                [Day(parts[0]), Month(parts[1]), letters[2]],
                [Month(parts[0]), Day(parts[1]), letters[2]],
                .. parts[2].Length == 4 || parts[0].Length == 1 ? (string[][])[] : [["yy", Month(parts[1]), Day(parts[2])]],
            ];
    }

    private static string Day(string digits) => digits.Length == 2 ? "dd" : "d";

    private static string Month(string digits) => digits.Length == 2 ? "MM" : "M";

    private static string Clock(Match found)
    {
        if (!found.Groups["hour"].Success)
        {
            return "";
        }

        bool isHalf = found.Groups["half"].Success;
        return found.Groups["join"].Value
            + new string(isHalf ? 'h' : 'H', found.Groups["hour"].Length)
            + ":mm"
            + (found.Groups["second"].Success ? ":ss" : "")
            + (found.Groups["fraction"].Success ? found.Groups["mark"].Value + "f" : "")
            + (isHalf ? found.Groups["gap"].Value + "tt" : "")
            + (found.Groups["zone"].Success ? found.Groups["far"].Value + "zzz" : "");
    }

    [GeneratedRegex(
        @"^(?:(?:(?<weekday>" + Letters + @")(?<behind>,? ))?(?<a>\d{1,2}|\d{4}|" + Letters + @")(?<x>[./-]|\.? )(?<b>\d{1,2}|" + Letters
        + @")(?<y>[./-]|,? )(?<c>\d{4}|\d{1,2}))?(?:(?<join>(?<=\d)(?:T|:|,? )|^)(?<hour>\d{1,2}):\d{2}"
        + @"(?<second>:\d{2}(?<fraction>(?<mark>[.,])\d+)?)?(?<half>(?<gap> ?)[AaPp][Mm])?"
        + @"(?<zone>(?<far> ?)(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
