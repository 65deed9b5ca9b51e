namespace Detector.Core.Batches;

/// <summary>Bytes of a batch's events, those of one behind those of the other, in one buffer that is used again.</summary>
internal sealed class ByteColumn(int capacity)
{
    private const int Smallest = 4096;

    // A buffer that a few huge messages made larger is not kept.
    private const int LargestKept = 32 << 20;

    private readonly int[] _ends = new int[capacity];
    private byte[] _bytes = new byte[Smallest];
    private int _count;

    /// <summary>Bytes of all events together.</summary>
    public int Length => _count == 0 ? 0 : _ends[_count - 1];

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        int start = Length;
        int end = checked(start + bytes.Length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(end, 2L * _bytes.Length), Array.MaxLength));
        }

        bytes.CopyTo(_bytes.AsSpan(start));
        _ends[_count++] = end;
    }

    public void Clear()
    {
        _count = 0;
        _bytes = _bytes.Length > LargestKept ? new byte[Smallest] : _bytes;
    }
}
