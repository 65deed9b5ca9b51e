using System.Text;
using Detector.Core.Schemas;

namespace Detector.Core.Formats;

/// <summary>
/// Columns of messages, or dotted paths of JSON, that are passed through as texts so that people know which event it was: the model does
/// not see them. They are read of messages that somebody is told of, never of all.
/// </summary>
/// <param name="layout">How the messages are written: format, and for CSV columns and delimiter.</param>
/// <param name="names">The columns.</param>
public sealed class IncludedColumns(SchemaSettings layout, IReadOnlyList<string> names)
{
    /// <summary>Columns that there may be.</summary>
    public const int Most = 32;

    private const int LongestName = 256;

    private readonly int[] _places = [.. names.Select(name => layout.Columns.ToList().IndexOf(name))];

    public IReadOnlyList<string> Names => names;

    /// <summary>
    /// The columns' values in a message, in their order: a text's characters, numbers as they are spelled, an object or array as its JSON;
    /// empty where the value is empty or null, null where the message has no such column.
    /// </summary>
    public IReadOnlyList<string?> Read(ReadOnlySpan<byte> message)
    {
        string?[] values = new string?[names.Count];
        if (layout.Format == MessageFormat.Csv)
        {
            ReadOnlySpan<byte> record = message.TrimEnd((byte)'\n').TrimEnd((byte)'\r');
            var cells = new CsvCells(record, (byte)layout.Delimiter[0]);
            for (int place = 0; cells.TryRead(out ReadOnlySpan<byte> cell); place++)
            {
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = _places[i] == place ? Encoding.UTF8.GetString(cell) : values[i];
                }
            }
        }
        else if (layout.Format == MessageFormat.Json)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = JsonPlaces.TryFind(message, names[i], out ReadOnlySpan<byte> value) ? JsonPlaces.Text(value) : null;
            }
        }

        return values;
    }

    /// <summary>What is wrong with such a choice, each with its place in it, or an empty place where it is wrong as a whole.</summary>
    public static IEnumerable<SchemaProblem> Problems(SchemaSettings layout, IReadOnlyList<string> names)
    {
        if (layout.IsFrame && names.Count > 0)
        {
            yield return new("", $"{layout.Format} messages are frames, which have no columns; the Kafka key tells which frame it was");
            yield break;
        }

        if (layout.Pivot is not null && names.Count > 0)
        {
            yield return new("", "rows are made of several messages (Schema:Pivot), none of which is passed through");
            yield break;
        }

        for (int i = 0; i < names.Count; i++)
        {
            string name = names[i];
            if (name.Length is 0 or > LongestName)
            {
                yield return new($"{i}", name.Length == 0 ? "is empty; it names a column" : $"is longer than {LongestName} characters");
            }
            else if (names.Take(i).Contains(name))
            {
                yield return new($"{i}", $"names {name} a second time");
            }
            else if (layout.Format == MessageFormat.Csv && !layout.Columns.Contains(name))
            {
                yield return new($"{i}", $"there is no column \"{name}\"; the columns are {string.Join(", ", layout.Columns)}");
            }
            else if (layout.Format == MessageFormat.Json && name.Count(c => c == '.') >= SchemaCheck.MaxPathSegments)
            {
                yield return new($"{i}", $"the path \"{name}\" has more than {SchemaCheck.MaxPathSegments} parts");
            }
        }
    }
}
