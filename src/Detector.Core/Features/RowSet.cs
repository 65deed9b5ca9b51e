using Detector.Core.Formats;

namespace Detector.Core.Features;

/// <summary>Raw rows kept for training, in one growing block [Count, FieldCount], row-major.</summary>
/// <param name="fieldCount">Numbers a row.</param>
/// <param name="names">Texts of the category tokens in the rows; by default an empty set, to be filled by the decoder.</param>
/// <param name="store">Where the rows are kept; by default in memory.</param>
public sealed class RowSet(int fieldCount, CategoryNames? names = null, IRowStore? store = null)
{
    private readonly IRowStore _store = store ?? new ArrayStore();

    public int FieldCount { get; } = fieldCount;

    public int Count { get; private set; }

    /// <summary>Whether the rows are bytes of pixels.</summary>
    public bool ArePixels => _store.Slice(0, 0).ArePixels;

    /// <summary>Whether the rows are in memory, so that a copy of them may be as well.</summary>
    public bool IsInMemory => _store.IsInMemory;

    public CategoryNames CategoryNames { get; } = names ?? new CategoryNames();

    /// <summary>Copies a row in.</summary>
    /// <exception cref="ArgumentException">The row does not have <see cref="FieldCount"/> numbers.</exception>
    public void Add(ReadOnlyRowSpan row)
    {
        if (row.Length != FieldCount)
        {
            throw new ArgumentException($"a row of {row.Length} numbers was given to a set with {FieldCount} fields", nameof(row));
        }

        long start = (long)Count * FieldCount;
        if (start + FieldCount > _store.Capacity)
        {
            _store.Grow(Math.Max(start + FieldCount, 256L * FieldCount));
        }

        row.CopyTo(_store.Slice(start, FieldCount));
        Count++;
    }

    /// <inheritdoc cref="Add(ReadOnlyRowSpan)"/>
    public void Add(ReadOnlySpan<double> row) => Add((ReadOnlyRowSpan)row);

    public ReadOnlyRowSpan Row(int index) => Rows(index, 1);

    /// <summary>Rows [start, start + count), flat; for going through them in their order.</summary>
    public ReadOnlyRowSpan Rows(int start, int count)
    {
        Check(start, count);
        return _store.Slice((long)start * FieldCount, count * FieldCount);
    }

    /// <summary>Copies rows [start, start + count), wherever they lie.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="rows">[count * FieldCount] out.</param>
    public void CopyTo(int start, int count, RowSpan rows)
    {
        Check(start, count);
        _store.Read((long)start * FieldCount, rows.Slice(0, count * FieldCount));
    }

    private void Check(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, Count);
    }
}
