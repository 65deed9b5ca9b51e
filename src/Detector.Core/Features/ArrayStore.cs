namespace Detector.Core.Features;

/// <summary>Numbers in an array.</summary>
public sealed class ArrayStore : INumberStore
{
    private double[] _values = [];

    public bool IsInMemory => true;

    public long Capacity => _values.Length;

    /// <exception cref="OutOfMemoryException">An array cannot be so long.</exception>
    public void Grow(long capacity)
    {
        if (capacity > Array.MaxLength)
        {
            throw new OutOfMemoryException($"{capacity} numbers are more than an array holds");
        }

        Array.Resize(ref _values, (int)Math.Min(Math.Max(2L * _values.Length, capacity), Array.MaxLength));
    }

    public Span<double> Slice(long start, int length) => _values.AsSpan((int)start, length);

    public void Read(long start, Span<double> numbers) => Slice(start, numbers.Length).CopyTo(numbers);
}
