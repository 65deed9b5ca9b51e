using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Data.Files;

/// <summary>
/// Counts what could not be read: records, of which it keeps the first few reasons, and single values of good records that a stand-in took
/// the place of, of which it keeps each field's first.
/// </summary>
public sealed class RejectedRows
{
    private const int Kept = 5;

    private readonly List<string> _reasons = [];
    private readonly SortedDictionary<int, MissingValues> _missing = [];

    public long Count { get; private set; }

    /// <summary>Records that could be read.</summary>
    public long Good { get; private set; }

    /// <summary>The first reasons, each with its file and line.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>Fields of good records that lacked a value, in the schema's order.</summary>
    public IReadOnlyCollection<MissingValues> Missing => _missing.Values;

    /// <summary>Counts the record that the reader read last, or what it lacks.</summary>
    public void Add(DatasetReader reader)
    {
        if (!reader.Result.Ok)
        {
            if (Count++ < Kept)
            {
                _reasons.Add($"{reader.Place}: {reader.Reason()}");
            }

            return;
        }

        Good++;
        foreach (DecodeResult standIn in reader.StandIns)
        {
            MissingValues values = _missing.GetValueOrDefault(standIn.Field)
                ?? new(reader.Field(standIn.Field), 0, $"{reader.Place}: {reader.Reason(standIn)}");
            _missing[standIn.Field] = values with { Count = values.Count + 1 };
        }
    }

    /// <summary>Makes sure that every field has a value in some record.</summary>
    /// <exception cref="DataException">One has none.</exception>
    public void CheckValues()
    {
        if (Missing.FirstOrDefault(values => values.Count == Good) is { } none)
        {
            throw new DataException($"{none.Field.NoValue}. The first: {none.First}");
        }
    }

    /// <summary>Values of a field that were missing or unreadable.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Count">How many.</param>
    /// <param name="First">Where and what the first was.</param>
    public sealed record MissingValues(SchemaField Field, long Count, string First);
}
