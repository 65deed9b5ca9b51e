using Detector.Core.Formats;

namespace Detector.Core.Schemas;

/// <summary>Finds what is wrong in how a schema says that numbers and times are written.</summary>
internal static class SpellingCheck
{
    /// <summary>Problems of one field; their paths are below it.</summary>
    public static IEnumerable<SchemaProblem> Of(FieldSettings field)
    {
        bool isTime = field.Kind is FieldKind.TimeOfDay or FieldKind.TimeOfWeek or FieldKind.Holiday;
        if (field.Number != NumberSpelling.Plain && field.Kind != FieldKind.Numeric)
        {
            yield return new("Number", $"it is for Numeric fields, not for {field.Kind}");
        }

        if (field.Unit is not null && (field.Kind != FieldKind.Numeric || field.Number == NumberSpelling.Plain))
        {
            yield return new("Unit", "it is for Numeric fields with Number Point or Comma");
        }
        else if (field.Unit is not null && SpelledNumber.ProblemOf(field.Unit) is { } problem)
        {
            yield return new("Unit", problem);
        }

        if (field.Kind != FieldKind.Holiday && field.Days.Count > 0)
        {
            yield return new("Days", $"it is for Holiday fields, not for {field.Kind}");
        }
        else if (field.Kind == FieldKind.Holiday && field.Days.Count == 0)
        {
            yield return new("Days", "which days are holidays?");
        }
        else if (field.Kind == FieldKind.Holiday && DayList.Parse(field.Days, out int index) is null)
        {
            yield return new($"Days:{index}", $"\"{field.Days[index]}\" is no day such as 2026-04-06, or 12-25 for each year's");
        }

        if (field.TimeFormat is not null)
        {
            string? wrong = !isTime ? $"it is for TimeOfDay, TimeOfWeek and Holiday fields, not for {field.Kind}"
                : TimePattern.Compile(field.TimeFormat, out string what) is not { } pattern ? what
                : field.Kind == FieldKind.TimeOfWeek && !pattern.HasDate ? "a time of week needs year, month and day"
                : field.Kind == FieldKind.Holiday && !pattern.HasDate ? "a holiday needs year, month and day"
                : field.Kind == FieldKind.TimeOfDay && !pattern.HasClock ? "a time of day needs the hour"
                : null;
            if (wrong is not null)
            {
                yield return new("TimeFormat", wrong);
            }
        }
    }

    /// <summary>Problems of the event's time.</summary>
    public static IEnumerable<SchemaProblem> OfTime(SchemaSettings settings)
    {
        if (settings.TimeFormat is null)
        {
            yield break;
        }

        string? wrong = settings.Time is null ? "it says how the field is written that Time names, and Time names none"
            : TimePattern.Compile(settings.TimeFormat, out string what) is not { } pattern ? what
            : !pattern.HasDate ? "the event's time needs year, month and day"
            : null;
        if (wrong is not null)
        {
            yield return new("TimeFormat", wrong);
        }
    }
}
