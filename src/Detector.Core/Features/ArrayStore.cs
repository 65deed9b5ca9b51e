namespace Detector.Core.Features;

/// <summary>Raw rows in an array.</summary>
/// <param name="arePixels">Whether they are bytes of pixels instead of numbers.</param>
public sealed class ArrayStore(bool arePixels = false) : IRowStore
{
    private double[] _numbers = [];
    private byte[] _pixels = [];

    public bool IsInMemory => true;

    public long Capacity => arePixels ? _pixels.Length : _numbers.Length;

    /// <summary>An array of so many.</summary>
    public static ArrayStore Of(int capacity, bool arePixels)
    {
        var store = new ArrayStore(arePixels);
        store.Grow(capacity);
        return store;
    }

    /// <exception cref="OutOfMemoryException">An array cannot be so long.</exception>
    public void Grow(long capacity)
    {
        if (capacity > Array.MaxLength)
        {
            throw new OutOfMemoryException($"{capacity} {(arePixels ? "pixels" : "numbers")} are more than an array holds");
        }

        int length = (int)Math.Min(Math.Max(2 * Capacity, capacity), Array.MaxLength);
        if (arePixels)
        {
            Array.Resize(ref _pixels, length);
        }
        else
        {
            Array.Resize(ref _numbers, length);
        }
    }

    public RowSpan Slice(long start, int length) =>
        arePixels ? new(_pixels.AsSpan((int)start, length)) : new(_numbers.AsSpan((int)start, length));

    public void Read(long start, RowSpan rows) => ((ReadOnlyRowSpan)Slice(start, rows.Length)).CopyTo(rows);
}
