using Detector.Core.Formats;

namespace Detector.Core.Schemas;

/// <summary>A field of a compiled schema.</summary>
public sealed class SchemaField
{
    internal SchemaField(int index, FieldSettings settings)
    {
        Index = index;
        Settings = settings;
        Path = settings.Path ?? settings.Name;
        Number = FieldConstant.Number(settings);
        TimePattern = FieldConstant.Time(settings);
        Days = FieldConstant.Days(settings);
        StandIn = settings.Missing == MissingPolicy.Constant && FieldConstant.TryParse(settings, out double value) ? value : double.NaN;
    }

    /// <summary>Its place in a raw row; of what is only read for aggregates, in a decoded one.</summary>
    public int Index { get; }

    /// <summary>Whether texts of it are worth keeping: not of keys, of which there are millions.</summary>
    internal bool HasNames { get; init; } = true;

    public string Name => Settings.Name;

    /// <summary>Where it stands in a message: a dotted path in JSON, a column's name in CSV.</summary>
    public string Path { get; }

    /// <summary>What it means in a row: a holiday is a flag.</summary>
    public FieldKind Kind => Settings.Kind == FieldKind.Holiday ? FieldKind.Boolean : Settings.Kind;

    /// <summary>True where a message without a readable value of this field is refused.</summary>
    public bool IsRequired => Settings.Missing == MissingPolicy.Reject;

    /// <summary>The raw value of a missing field that is not required: the constant, or NaN for the mean.</summary>
    public double StandIn { get; }

    public FieldSettings Settings { get; }

    /// <summary>What a text of it must be, for people.</summary>
    public string Wanted => FieldConstant.Wanted(Settings);

    /// <summary>How its numbers are spelled in texts; null: plainly.</summary>
    internal SpelledNumber? Number { get; }

    /// <summary>How its times are written; null: in ISO 8601 or as Unix time.</summary>
    internal TimePattern? TimePattern { get; }

    /// <summary>The days that an instant of it may lie in; null: it is no such flag.</summary>
    internal DayList? Days { get; }

    /// <summary>Whether it is made of several messages instead of read from one.</summary>
    public bool IsAggregate { get; internal init; }

    /// <summary>What to say where no row to train on has a value of it.</summary>
    public string NoValue => IsAggregate
        ? $"aggregate \"{Name}\" has no value in any row to train on: "
            + "earlier rows (--before) or a longer window may give it some, else take it out of Schema:Aggregates"
        : $"field \"{Name}\" has no readable value in any row to train on, only stand-ins (Missing is {Settings.Missing}): "
        + $"correct its Path, which is \"{Path}\", or its Kind, {Kind}, or take it out of Schema:Fields";

    /// <summary>Reads a text as a message's is read: a number, true or false, a category, an instant; false where it is none.</summary>
    public bool TryParse(string text, out double raw) => FieldConstant.TryParse(Settings with { Constant = text }, out raw);
}
