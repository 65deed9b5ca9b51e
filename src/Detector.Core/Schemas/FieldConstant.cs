using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Schemas;

/// <summary>Reads <see cref="FieldSettings.Constant"/> as a message's text is read.</summary>
internal static class FieldConstant
{
    public static bool TryParse(FieldSettings field, out double value)
    {
        byte[] text = Encoding.UTF8.GetBytes(field.Constant ?? "");
        switch (field.Kind)
        {
            case FieldKind.Numeric:
                return Number(field) is { } number ? number.TryParse(text, out value) : NumberText.TryParse(text, out value);
            case FieldKind.Boolean:
                bool isFlag = BooleanText.TryParse(text, out bool flag);
                value = flag ? 1 : 0;
                return isFlag;
            case FieldKind.Categorical:
                value = CategoryToken.Of(text);
                return text.Length > 0;
            default:
                bool isTime = Time(field) is { } pattern ? pattern.TryParse(text, out long ms) : InstantText.TryParse(text, out ms);
                value = Days(field) is { } days ? days.Has(ms) ? 1 : 0 : ms / 1000.0;
                return isTime;
        }
    }

    /// <summary>How the field's numbers are spelled; null: plainly.</summary>
    public static SpelledNumber? Number(FieldSettings field) =>
        field.Number == NumberSpelling.Plain ? null : new SpelledNumber(field.Number, field.Unit);

    /// <summary>How the field's times are written; null: as <see cref="InstantText"/> reads them.</summary>
    public static TimePattern? Time(FieldSettings field) => field.TimeFormat is null ? null : TimePattern.Compile(field.TimeFormat, out _);

    /// <summary>The days that a holiday may be; null where the field is none.</summary>
    public static DayList? Days(FieldSettings field) => field.Kind == FieldKind.Holiday ? DayList.Parse(field.Days, out _) : null;

    /// <summary>What its text must be, for people.</summary>
    public static string Wanted(FieldSettings field) => field.Kind switch
    {
        FieldKind.Numeric => Number(field) is { } number ? $"a number such as {number.Example}" : "a number",
        FieldKind.Boolean => "true or false",
        FieldKind.Categorical => "a text",
        _ => $"an instant such as {Time(field)?.Example ?? "2026-01-31T12:00:00Z"}",
    };
}
