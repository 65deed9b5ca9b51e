using System.Globalization;
using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Text;
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
    private IncludedColumns? _columns;

    /// <param name="schema">The stream's schema.</param>
    /// <param name="path">The file.</param>
    /// <param name="include">Columns of the file, or dotted paths of JSON, that are passed through.</param>
    /// <exception cref="DataException">Frames have no columns.</exception>
    public RowIdentity(Schema schema, string path, IReadOnlyList<string> include)
    {
        bool isFrame = schema.Frame is not null;
        _isPicture = isFrame && FrameSource.HasPlaces(path);
        (_hasKey, _hasTime) = (schema.KeyPath is not null, schema.TimePath is not null);
        _include = [.. include.Distinct()];
        _found = new bool[_include.Length];
        IEnumerable<(string Name, bool IsThere)> own = [("key", _hasKey), ("time", _hasTime), ("file", _isPicture)];
        if (schema.Settings.Pivot is not null && _include.Length > 0)
        {
            throw new DataException($"rows are made of several records (Schema:Pivot), so that there is no one {_include[0]} to include");
        }

        Names = [.. own.Where(column => column.IsThere).Select(column => column.Name), .. _include];
        if (isFrame && _include.Length > 0)
        {
            throw new DataException($"frames have no columns such as {_include[0]} to include; of pictures the file is told as it is, of "
                + "videos the time");
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
            _columns ??= ColumnsOf(reader.Layout);
            foreach ((int i, string? value) in _columns.Read(reader.Record).Index())
            {
                _found[i] |= value is not null;
                values.Add(value ?? "");
            }
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
        : IsoInstant.OfMilliseconds(ms) ?? ms.ToString(CultureInfo.InvariantCulture);

    // Of CSV the file's own columns say whether all are there, of JSON only its records.
    private IncludedColumns ColumnsOf(SchemaSettings layout)
    {
        string[] absent = layout.Format == MessageFormat.Csv ? [.. _include.Except(layout.Columns)] : [];
        if (absent.Length > 0)
        {
            throw new DataException($"--include names {string.Join(", ", absent.Select(name => $"'{name}'"))}, but the columns are "
                + $"{string.Join(", ", layout.Columns)}");
        }

        Array.Fill(_found, layout.Format == MessageFormat.Csv);
        return new IncludedColumns(layout, _include);
    }
}
