using System.Globalization;
using System.Text;
using System.Text.Json;
using Detector.Core.Schemas;
using Detector.Data.Files.Frames;

namespace Detector.Data.Files;

/// <summary>Tells people which event a scored row was: its key and time, a picture's file, and columns passed through.</summary>
public sealed class RowIdentity
{
    private readonly bool _hasKey;
    private readonly bool _hasTime;
    private readonly bool _isPicture;
    private readonly string[] _include;
    private readonly bool[] _found;
    private int[]? _places;

    /// <param name="schema">The stream's schema.</param>
    /// <param name="path">The file.</param>
    /// <param name="include">Columns of the file, or dotted paths of JSON, that are passed through.</param>
    /// <exception cref="DataException">Frames have no columns.</exception>
    public RowIdentity(Schema schema, string path, IReadOnlyList<string> include)
    {
        bool isFrame = schema.Frame is not null;
        _isPicture = isFrame && FrameSource.IsPictures(path);
        (_hasKey, _hasTime) = (schema.KeyPath is not null, schema.TimePath is not null);
        _include = [.. include.Distinct()];
        _found = new bool[_include.Length];
        IEnumerable<(string Name, bool IsThere)> own = [("key", _hasKey), ("time", _hasTime), ("file", _isPicture)];
        Names = [.. own.Where(column => column.IsThere).Select(column => column.Name), .. _include];
        if (isFrame && _include.Length > 0)
        {
            throw new DataException($"frames have no columns such as {_include[0]} to include; of PNG files the name is told as it is");
        }
    }

    /// <summary>What the values are called.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether values are copied out of the records themselves.</summary>
    internal bool NeedsRecords => _include.Length > 0;

    /// <summary>The values of the record read last, named by <see cref="Names"/>; empty where it has none or cannot be read.</summary>
    /// <exception cref="DataException">The file lacks a column that is to be passed through.</exception>
    internal IReadOnlyList<string> Of(DatasetReader reader)
    {
        if (Names.Count == 0)
        {
            return [];
        }

        var values = new List<string>(Names.Count);
        if (_hasKey)
        {
            values.Add(reader.Result.Ok ? Encoding.UTF8.GetString(reader.Key) : "");
        }

        if (_hasTime)
        {
            values.Add(reader.Result.Ok ? Time(reader.TimeMs) : "");
        }

        if (_isPicture)
        {
            values.Add(reader.Place);
        }

        if (_include.Length > 0)
        {
            values.AddRange(reader.Layout.Format == MessageFormat.Csv ? OfCsv(reader) : OfJson(reader.Record));
        }

        return values;
    }

    /// <summary>Makes sure, at the file's end, that every column was found in some record.</summary>
    /// <exception cref="DataException">One was not.</exception>
    internal void CheckFound(string path)
    {
        string[] absent = [.. _include.Where((_, i) => !_found[i])];
        if (absent.Length > 0)
        {
            throw new DataException($"--include: no record in {path} has {string.Join(", ", absent.Select(name => $"'{name}'"))}");
        }
    }

    private static string Time(long ms) => ms == long.MinValue ? ""
        : ms >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : ms.ToString(CultureInfo.InvariantCulture);

    private string[] OfCsv(DatasetReader reader)
    {
        _places ??= Places(reader.Layout.Columns);
        IReadOnlyList<string> cells = CsvCells.Texts(reader.Record, (byte)reader.Layout.Delimiter[0]);
        return [.. _places.Select(place => place < cells.Count ? cells[place] : "")];
    }

    private int[] Places(IReadOnlyList<string> columns)
    {
        string[] absent = [.. _include.Except(columns)];
        if (absent.Length > 0)
        {
            throw new DataException($"--include names {string.Join(", ", absent.Select(name => $"'{name}'"))}, but the columns are "
                + $"{string.Join(", ", columns)}");
        }

        Array.Fill(_found, true);
        return [.. _include.Select(name => columns.Index().First(column => column.Item == name).Index)];
    }

    private string[] OfJson(ReadOnlySpan<byte> record)
    {
        string[] values = [.. _include.Select(_ => "")];
        try
        {
            var reader = new Utf8JsonReader(record);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            for (int i = 0; i < values.Length; i++)
            {
                if (Find(document.RootElement, _include[i]) is { } value)
                {
                    values[i] = value.ValueKind == JsonValueKind.Null ? "" : value.ToString();
                    _found[i] = true;
                }
            }
        }
        catch (JsonException)
        {
            // The decoder has said what is wrong with the record, or takes more than the standard does (NaN).
        }

        return values;
    }

    // A dot may step into an object or array, or be part of a name.
    private static JsonElement? Find(JsonElement element, string path)
    {
        for (int end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            string name = path[..end];
            JsonElement? inside = element.ValueKind switch
            {
                JsonValueKind.Object when element.TryGetProperty(name, out JsonElement member) => member,
                JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int i)
                    && i < element.GetArrayLength() => element[i],
                _ => null,
            };
            if (inside is { } found && (end == path.Length ? found : Find(found, path[(end + 1)..])) is { } value)
            {
                return value;
            }
        }

        return null;
    }
}
