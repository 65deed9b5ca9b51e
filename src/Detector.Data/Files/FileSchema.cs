using Detector.Core.Schemas;

namespace Detector.Data.Files;

/// <summary>Fits a stream's schema to a file: the same fields, found by their columns' names in the file's own order and format.</summary>
internal static class FileSchema
{
    /// <summary>The schema of the file's records; the label's field, where one is asked for, comes last.</summary>
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

        SchemaSettings settings = schema.Settings with
        {
            Format = file.Format,
            Columns = [],
            Fields = label is null ? schema.Settings.Fields : [.. schema.Settings.Fields, label.Field],
        };
        return new Schema(file.Format == MessageFormat.Csv ? WithColumns(settings, file) : settings);
    }

    // Key and time are only where the file has them: no score depends on them.
    private static SchemaSettings WithColumns(SchemaSettings settings, DataFile file)
    {
        string[] needed = [.. settings.Fields.Select(f => f.Path ?? f.Name)];
        CsvHeader header = CsvHeader.Read(file, needed);
        string[] missing = [.. needed.Except(header.Columns)];
        if (missing.Length > 0)
        {
            string which = string.Join(", ", missing.Take(5).Select(m => $"'{m}'")) + (missing.Length > 5 ? $" and {missing.Length - 5} more" : "");
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
