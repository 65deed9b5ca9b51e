using Detector.Core.Formats;

namespace Detector.Core.Features;

/// <summary>Raw rows kept for training, in one contiguous growing block [Count, FieldCount], row-major.</summary>
/// <param name="fieldCount">Numbers a row.</param>
/// <param name="names">Texts of the category tokens in the rows; by default an empty set, to be filled by the decoder.</param>
public sealed class RowSet(int fieldCount, CategoryNames? names = null)
{
    private double[] _values = new double[Math.Max(1, fieldCount) * 256];

    public int FieldCount { get; } = fieldCount;

    public int Count { get; private set; }

    public CategoryNames CategoryNames { get; } = names ?? new CategoryNames();

    /// <summary>Copies a row in.</summary>
    /// <exception cref="ArgumentException">The row does not have <see cref="FieldCount"/> numbers.</exception>
    public void Add(ReadOnlySpan<double> row)
    {
        if (row.Length != FieldCount)
        {
            throw new ArgumentException($"a row of {row.Length} numbers was given to a set with {FieldCount} fields", nameof(row));
        }

        int start = Count * FieldCount;
        if (start + FieldCount > _values.Length)
        {
            Array.Resize(ref _values, (int)Math.Min(Math.Max(2L * _values.Length, start + FieldCount), Array.MaxLength));
        }

        row.CopyTo(_values.AsSpan(start));
        Count++;
    }

    public ReadOnlySpan<double> Row(int index) => Rows(index, 1);

    /// <summary>Rows [start, start + count), flat.</summary>
    public ReadOnlySpan<double> Rows(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, Count);
        return _values.AsSpan(start * FieldCount, count * FieldCount);
    }
}
