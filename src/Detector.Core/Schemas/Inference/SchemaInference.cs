using System.Text.Json;

namespace Detector.Core.Schemas.Inference;

/// <summary>
/// Proposes a schema from a sample: rows go in one by one, then <see cref="Infer"/> says for each column what it is and why. A
/// sample should cover what messages look like over days; hundreds of thousands of rows are fine.
/// </summary>
/// <param name="format">The format of the messages.</param>
public sealed class SchemaInference(MessageFormat format)
{
    private readonly List<ColumnProfile> _columns = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    /// <summary>Rows observed.</summary>
    public int Rows { get; private set; }

    /// <summary>Index of the column of this name, a new one where it was not seen yet.</summary>
    public int Column(string name)
    {
        if (!_indexes.TryGetValue(name, out int index))
        {
            index = _columns.Count;
            _columns.Add(new ColumnProfile(name));
            _indexes.Add(name, index);
        }

        return index;
    }

    /// <summary>Takes a value of the current row; an empty one is a missing one, as is one that is not observed at all.</summary>
    public void Observe(int column, ReadOnlySpan<byte> utf8) => _columns[column].Observe(utf8, isText: true);

    /// <summary>The current row is complete.</summary>
    public void EndRow() => Rows++;

    /// <summary>
    /// Takes a row that is one JSON object; nested values become columns with dotted paths ("card.country", "values.3").
    /// </summary>
    /// <exception cref="JsonException">The text is not one JSON object; the row is not counted.</exception>
    public void ObserveJson(ReadOnlyMemory<byte> json)
    {
        JsonColumns.Read(json, (path, value, isText) => _columns[Column(path)].Observe(value, isText));
        EndRow();
    }

    /// <summary>The proposal for what was observed.</summary>
    /// <exception cref="ArgumentException">
    /// The options name columns that are not there, or a time that is none, or no column is left to look at; the message says so.
    /// </exception>
    public InferredSchema Infer(InferenceOptions options)
    {
        NumberSpelling[] shown = [.. _columns.Select(c => c.Proven).OfType<NumberSpelling>().Distinct()];
        _columns.ForEach(c => c.Settle(shown is [var only] ? only : null, options.Delimiter));
        Check(options);
        ColumnProfile? time = _columns.Find(c => c.Name == options.Time)
            ?? _columns.Find(c => ColumnRules.IsTime(c, Rows) && Role(c, options) is null);
        InferredColumn[] columns = [.. _columns.Select(c => Concluded(c, time, options))];
        string? amount = options.Aggregates && time is not null ? AggregateProposal.Amount(columns) : null;
        columns = Array.ConvertAll(columns, column => OneSided(column, amount));
        FieldSettings[] fields = [.. columns.SelectMany(c => c.Fields)];
        if (fields.Length == 0)
        {
            string reasons = string.Join("; ", columns.Select(c => $"{c.Name}: {c.Reason}"));
            throw new ArgumentException($"no column is left for the model to look at: {reasons}");
        }

        ProposedAggregate[] aggregates = time is null ? [] : [.. AggregateProposal.Of(columns, options)];
        return new(
            new()
            {
                Format = format,
                Key = options.Key,
                Time = time?.Name,
                TimeFormat = time?.TimeFormat,
                Columns = format == MessageFormat.Csv ? [.. _columns.Select(c => c.Name)] : [],
                Delimiter = options.Delimiter,
                Fields = fields,
                Aggregates = options.Aggregates ? [.. aggregates.Select(aggregate => aggregate.Settings)] : [],
            },
            columns)
        {
            Aggregates = aggregates,
        };
    }

    // Beside what is usual for its keys, an amount is strange where it is large.
    private static InferredColumn OneSided(InferredColumn column, string? amount) => column with
    {
        Fields = [.. column.Fields.Select(field => field.Name == amount ? field with { Direction = Direction.Above } : field)],
    };

    private InferredColumn Concluded(ColumnProfile column, ColumnProfile? time, InferenceOptions options)
    {
        if (Role(column, options) is { } named)
        {
            return named with { Example = column.Example };
        }

        InferredColumn found = column == time ? ColumnRules.Time(column, options) : ColumnRules.Feature(column, Rows);
        return found with { Example = column.Example, Warnings = [.. ColumnWarnings.Of(column, found.Role, Rows)] };
    }

    private static InferredColumn? Role(ColumnProfile column, InferenceOptions options)
    {
        string name = column.Name;
        return name == options.Key ? new(name, ColumnRole.Key, "named as the key", [])
            : name == options.Label ? new(name, ColumnRole.Label, "named as the label", [])
            : options.Ignore.Contains(name) ? new(name, ColumnRole.Ignored, "named to be ignored", [])
            : null;
    }

    private void Check(InferenceOptions options)
    {
        if (Rows == 0)
        {
            throw new ArgumentException("the sample has no rows");
        }

        IEnumerable<(string Option, string? Name)> named =
        [
            ("key", options.Key), ("time", options.Time), ("label", options.Label),
            .. options.Ignore.Select(name => ("ignore", (string?)name)),
        ];
        string[] absent =
        [
            .. named.Where(n => n.Name is not null && !_indexes.ContainsKey(n.Name)).Select(n => $"--{n.Option} names \"{n.Name}\""),
        ];
        if (absent.Length > 0)
        {
            throw new ArgumentException(
                $"{string.Join(" and ", absent)}, but the columns are {string.Join(", ", _columns.Select(c => c.Name))}");
        }

        ColumnProfile? time = _columns.Find(c => c.Name == options.Time);
        if (time is not null && time.Instants + time.Numbers < time.Count)
        {
            throw new ArgumentException($"--time names \"{time.Name}\", but \"{time.FirstText ?? time.Example}\" is no time: "
                + "it must be ISO 8601, Unix seconds or milliseconds, "
                + "or throughout of one pattern that Schema:TimeFormat can name, such as dd.MM.yyyy HH:mm");
        }
    }
}
