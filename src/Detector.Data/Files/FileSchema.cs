using Detector.Core.Schemas;

namespace Detector.Data.Files;

/// <summary>Fits a stream's schema to a file: the same fields, found by their columns' names in the file's own order and format.</summary>
internal static class FileSchema
{
    /// <summary>The schema of the file's records; the label, where one is asked for, comes last in decoded rows.</summary>
    /// <param name="schema">The stream's schema.</param>
    /// <param name="file">The file, at its beginning; a CSV header is read.</param>
    /// <param name="label">The column that tells the truth.</param>
    /// <exception cref="DataException">The file lacks a column that a field needs, or the label is a field of the model.</exception>
    public static Schema Of(Schema schema, DataFile file, LabelColumn? label)
    {
        SchemaField? leak = label is null ? null : schema.Fields.FirstOrDefault(f => f.Path == label.Name || f.Name == label.Name);
        if (leak is not null)
        {
            throw new DataException(
                $"the label '{label!.Name}' is also field '{leak.Name}' of the model, which must not see it; "
                + "\"detector init --label\" leaves it out");
        }

        if (label is not null && schema.Settings.Pivot is { } pivot && (label.Name == pivot.Metric || label.Name == pivot.Value))
        {
            throw new DataException($"the label '{label.Name}' is what rows are made of (Schema:Pivot)");
        }

        AggregateSettings? made = schema.Settings.Aggregates
            .FirstOrDefault(a => label is not null && (a.Of == label.Name || a.By.Contains(label.Name)));
        if (made is not null)
        {
            throw new DataException(
                $"the label '{label!.Name}' is what an aggregate of the model, {made.Kind}, is made of, which must not see it");
        }

        SchemaSettings settings = schema.Settings with { Format = file.Format, Columns = [] };
        if (file.Format == MessageFormat.Csv)
        {
            string?[] whose = settings.Pivot is null ? [] : [settings.Key];
            string[] needed =
            [
                .. schema.Decoded.Select(field => field.Path).Concat(whose.OfType<string>()),
                .. label is null ? Array.Empty<string>() : [label.Name],
            ];
            settings = WithColumns(settings, file, needed);
        }

        if (settings.Time is null && settings.Aggregates.Count > 0)
        {
            throw new DataException(schema.TimePath is { } time
                ? $"{file.Path} has no column '{time}', the events' time, which aggregates over windows go by"
                : $"aggregates over windows go by the events' times, but Schema:Time names none, and {file.Path} has no Kafka timestamps");
        }

        if (settings.Time is null && settings.Pivot is not null)
        {
            throw new DataException("rows are made of metrics by their times (Schema:Pivot), but "
                + (schema.TimePath is { } wanted ? $"{file.Path} has no column '{wanted}'"
                    : $"Schema:Time names none, and {file.Path} has no Kafka timestamps"));
        }

        return new Schema(settings, label?.Field);
    }

    // Key and time are only where the file has them: no score depends on them, but for aggregates.
    private static SchemaSettings WithColumns(SchemaSettings settings, DataFile file, string[] needed)
    {
        CsvHeader header = CsvHeader.Read(file, needed);
        string[] missing = [.. needed.Except(header.Columns)];
        if (missing.Length > 0)
        {
            string which = string.Join(", ", missing.Take(5).Select(m => $"'{m}'"))
                + (missing.Length > 5 ? $" and {missing.Length - 5} more" : "");
            string names = string.Join(", ", header.Columns.Take(20)) + (header.Columns.Count > 20 ? ", ..." : "");
            throw new DataException($"{file.Path} has no column {which}; its first line names {names}");
        }

        return settings with
        {
            Columns = header.Columns,
            Delimiter = header.Delimiter.ToString(),
            Key = settings.Key is { } key && header.Columns.Contains(key) ? key : null,
            Time = settings.Time is { } time && header.Columns.Contains(time) ? time : null,
        };
    }
}
