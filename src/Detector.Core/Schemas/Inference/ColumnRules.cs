using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Statistics;

namespace Detector.Core.Schemas.Inference;

/// <summary>
/// What a column's values say it is. Where in doubt a number stays a feature: leaving a measurement out blinds the model.
/// </summary>
internal static class ColumnRules
{
    /// <summary>A time that is one lies between these, in Unix seconds.</summary>
    public const double From2000 = 946_684_800;
    public const double To2100 = 4_102_444_800;

    private const double Day = 86_400;

    // Fewer rows may be in order, or all different, by chance.
    private const int EnoughRows = 20;
    private const int FewTexts = 32;
    private const int FewLabels = 20;

    /// <summary>True where every row has an instant, or numbers of a column named like a clock are Unix times.</summary>
    public static bool IsTime(ColumnProfile column, int rows) =>
        column.Count == rows && ((column.Instants == rows && column.Distinct > 1)
            || (column.Numbers == rows && column.Words.SayClock && column.Distinct > 1
                && InstantText.Seconds(column.Min) >= From2000 && InstantText.Seconds(column.Max) <= To2100));

    /// <summary>The event's time, and the features that its span allows.</summary>
    public static InferredColumn Time(ColumnProfile column, InferenceOptions options)
    {
        (double earliest, double latest) = (InstantText.Seconds(column.Min), InstantText.Seconds(column.Max));
        double days = (latest - earliest) / Day;
        FieldSettings Field(string suffix, FieldKind kind) => new()
        {
            Name = Prefix(column) + suffix, Path = column.Name, Kind = kind, TimeFormat = column.TimeFormat,
        };

        var fields = new List<FieldSettings>();
        if (days > 1 && (column.HasTimeOfDay || column.Numbers > 0))
        {
            fields.Add(Field("time of day", FieldKind.TimeOfDay));
        }

        if (days > 7)
        {
            fields.Add(Field("time of week", FieldKind.TimeOfWeek));
        }

        string origin = column.Name == options.Time ? "named as the time" : "every row has an instant";
        string features = fields.Count == 0 ? "too short a span for features"
            : $"its {string.Join(" and ", fields.Select(f => f.Name[Prefix(column).Length..]))} "
                + $"{(fields.Count == 1 ? "is a feature" : "are features")}";
        (string first, string last) = (ColumnWarnings.Instant(earliest), ColumnWarnings.Instant(latest));
        string format = column.TimeFormat is null ? "" : $", as {column.TimeFormat}";
        string length = $"over {ValueText.Of(Math.Round(days, 1))} days";
        return new(column.Name, ColumnRole.Time, $"{origin}{format}, from {first} to {last}, {length}: {features}", fields);
    }

    // "time time of day" says nothing more than "time of day".
    private static string Prefix(ColumnProfile column) =>
        column.Name.Equals("time", StringComparison.OrdinalIgnoreCase) ? "" : column.Name + " ";

    /// <summary>Any column that has no role by name.</summary>
    public static InferredColumn Feature(ColumnProfile column, int rows)
    {
        int values = column.Count;
        return values == 0 ? Ignore(column, "it has no values")
            : column.Words.SayLabel && column.Distinct <= FewLabels
                ? new(column.Name, ColumnRole.Label, "by its name a label, which messages will not have", [])
            : column.Instants > 0 && column.Instants + column.MissingMarkers == values
                ? Ignore(column, "a time; name it as the time if it is the event's")
            : column.Clocks > 0 ? Clock(column, rows)
            : column.Flags > 0 && column.Flags + column.ZerosAndOnes + column.MissingMarkers == values
                ? Flag(column, rows, "true and false")
            : column.Numbers > 0 && column.Texts + column.Flags + column.Instants <= values / 20 ? Number(column, rows)
            : Text(column, rows);
    }

    private static InferredColumn Clock(ColumnProfile column, int rows) => column.Distinct == 1
        ? Ignore(column, $"always {column.Example}; name it as a field where a change should tell")
        : Keep(
            column,
            rows,
            new() { Name = column.Name, Kind = FieldKind.TimeOfDay, TimeFormat = column.TimeFormat },
            $"a time of day, as {column.TimeFormat}: --ignore leaves it out where it is a duration");

    private static InferredColumn Number(ColumnProfile column, int rows)
    {
        bool integers = column.Integers == column.Numbers;
        bool ordered = (column.Rises || column.Falls) && column.Distinct > 1;
        bool enough = column.Numbers >= EnoughRows;
        if (integers && column.IsUnique
            && ((column.IsSteadyByOne && column.Numbers >= 5) || (enough && (ordered || column.Words.SayIdentifier))))
        {
            return Ignore(column, $"an identifier: whole numbers, each different{(ordered ? ", in order" : "")}");
        }

        if (integers && column.IsUnique && enough && IsSpreadEvenly(column))
        {
            return Ignore(column, "an identifier: whole numbers, each different, spread evenly over a wide range");
        }

        if (ordered && enough && (column.Distinct >= EnoughRows || column.Words.SayClock))
        {
            return Ignore(column, $"a clock or counter: it only {(column.Rises ? "rises" : "falls")}, so later values will all be new");
        }

        if (integers && column.Words.SayIdentifier)
        {
            return column.Distinct <= FewTexts
                ? Category(column, rows, CategoryEncoding.OneHot, $"{column.Distinct} codes: a category")
                : new(
                    column.Name, ColumnRole.KeyCandidate,
                    $"numbers that name {column.Distinct} entities: a possible key, but their size means nothing", []);
        }

        if (column.ZerosAndOnes == column.Numbers && column.Distinct > 1 && column.Words.SayFlag)
        {
            return Flag(column, rows, "0 and 1, and named like a flag");
        }

        return Scaled(column, rows);
    }

    private static InferredColumn Scaled(ColumnProfile column, int rows)
    {
        // Written whole it is a day's number or a setting; a count that is 0 everywhere is news where it moves.
        if (column.Min == column.Max && column.IsWrittenWhole && column.Integers == column.Numbers
            && (column.Min != 0 || column.Words.SayClock || column.Words.SayIdentifier))
        {
            return Ignore(column, $"always {ValueText.Of(column.Min)}, as a day's number or a setting is, whose next value may raise "
                + "an alert with each event; "
                + "name it as a field where a change should tell");
        }

        string range = $"from {ValueText.Of(column.Min)} to {ValueText.Of(column.Max)}";
        double[] sorted = column.Sample.Sorted();
        double median = Quantiles.Median(sorted);
        double top = Quantiles.Of(sorted, 0.99);
        // Only where usual values themselves span a decade: a few outliers should stay far away, not be drawn in.
        bool log = column.Min >= 0 && median >= 1 && top >= 10 * median && sorted.Length >= EnoughRows;
        string reason = column.Min == column.Max ? $"always {ValueText.Of(column.Min)}; kept, so other values may raise alerts: "
            + "--ignore leaves it out where it is a setting that moves"
            : log ? $"numbers {range} with a long tail "
                + $"(the top percent is over {ValueText.Of(Math.Floor(top / median))} times the median): log1p"
            : $"numbers {range}";
        FieldSettings field = new() { Name = column.Name, Log1p = log, Number = column.Spelling, Unit = column.Unit };
        string spelling = FieldConstant.Number(field) is { } number ? $", written like {number.Example}" : "";
        return Keep(column, rows, field, reason + spelling);
    }

    private static InferredColumn Text(ColumnProfile column, int rows)
    {
        if (column.Distinct == 1)
        {
            return Ignore(column, $"always \"{column.FirstText}\"; name it as a field where a change should tell");
        }

        bool isForeign = 2 * (column.ForeignNumbers + column.ForeignDates) > column.Texts;
        if (isForeign && column.Distinct > FewTexts)
        {
            return Ignore(column, $"{(column.ForeignNumbers >= column.ForeignDates ? "numbers" : "times")} in more than one spelling, "
                + $"such as \"{column.FirstText}\"");
        }

        if (column.Count >= EnoughRows && column.Distinct > 0.9 * column.Count)
        {
            return Ignore(column, "an identifier or free text: nearly every text is different");
        }

        if (column.Distinct <= FewTexts)
        {
            return Category(column, rows, CategoryEncoding.OneHot, $"{column.Distinct} different texts: a category");
        }

        bool entity = column.Words.SayIdentifier || column.Distinct > column.Count / 5;
        return entity
            ? new(
                column.Name, ColumnRole.KeyCandidate,
                $"texts that name {column.Distinct} entities: a possible key, but too many for a category", [])
            : Category(column, rows, CategoryEncoding.Hashing, $"{column.Distinct} different texts: a category, hashed into buckets");
    }

    private static InferredColumn Category(ColumnProfile column, int rows, CategoryEncoding encoding, string reason) =>
        Keep(
            column,
            rows,
            encoding == CategoryEncoding.Hashing
                ? new() { Name = column.Name, Kind = FieldKind.Categorical, Encoding = encoding, HashBuckets = FewTexts }
                : new() { Name = column.Name, Kind = FieldKind.Categorical },
            reason);

    private static InferredColumn Flag(ColumnProfile column, int rows, string reason) =>
        Keep(
            column,
            rows,
            new() { Name = column.Name, Kind = FieldKind.Boolean },
            column.Distinct > 1 ? reason : $"always {column.Example}; kept, so a change may raise alerts");

    private static InferredColumn Keep(ColumnProfile column, int rows, FieldSettings field, string reason)
    {
        int unreadable = field.Kind == FieldKind.Categorical ? 0
            : column.MissingMarkers + (field.Kind == FieldKind.Numeric ? column.Texts + column.Flags + column.Instants : 0);
        int missing = Math.Max(0, rows - column.Count) + unreadable;
        string stand = field.Kind == FieldKind.Categorical ? "\"other\"" : "the mean";
        return missing == 0
            ? new(column.Name, ColumnRole.Feature, reason, [field])
            : new(
                column.Name, ColumnRole.Feature, $"{reason}; missing in {missing} of {rows} rows, where {stand} stands in",
                [field with { Missing = MissingPolicy.Mean }]);
    }

    private static InferredColumn Ignore(ColumnProfile column, string reason) => new(column.Name, ColumnRole.Ignored, reason, []);

    // Random identifiers fill their range evenly; measurements crowd somewhere.
    private static bool IsSpreadEvenly(ColumnProfile column)
    {
        double[] sorted = column.Sample.Sorted();
        double range = column.Max - column.Min;
        bool even = sorted.Length >= 100 && range >= 1000.0 * column.Numbers;
        for (int tenth = 1; even && tenth < 10; tenth++)
        {
            even = Math.Abs(((sorted[tenth * sorted.Length / 10] - column.Min) / range) - (tenth / 10.0)) < 0.1;
        }

        return even;
    }
}
