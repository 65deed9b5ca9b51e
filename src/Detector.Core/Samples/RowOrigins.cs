using System.Buffers;
using System.Text;
using Detector.Core.Offsets;

namespace Detector.Core.Samples;

/// <summary>Where rows came from, one entry a row, of some thirty bytes and its key's.</summary>
/// <param name="place">Tells people a place: the partition or file, and which of its records, from 0 on.</param>
internal sealed class RowOrigins(Func<TopicPartition, long, string> place)
{
    // Rows may be more than fit into memory: of those beyond these nothing is told.
    private const int MostRows = 1 << 22;
    private const int MostKeyBytes = 1 << 28;

    private readonly List<(TopicPartition Partition, long Offset, long TimeMs, int KeyEnd)> _rows = [];
    private readonly ArrayBufferWriter<byte> _keys = new();
    private bool _isFull;

    /// <summary>A row's origin; null where nobody knows.</summary>
    public RowOrigin? this[int row]
    {
        get
        {
            if (row >= _rows.Count)
            {
                return null;
            }

            (TopicPartition partition, long offset, long timeMs, _) = _rows[row];
            return new(Encoding.UTF8.GetString(Key(row)), timeMs == long.MinValue ? null : timeMs, place(partition, offset));
        }
    }

    /// <summary>Notes where the next row came from.</summary>
    public void Add(TopicPartition partition, long offset, long timeMs, ReadOnlySpan<byte> key)
    {
        _isFull |= _rows.Count == MostRows || _keys.WrittenCount + (long)key.Length > MostKeyBytes;
        if (!_isFull)
        {
            _keys.Write(key);
            _rows.Add((partition, offset, timeMs, _keys.WrittenCount));
        }
    }

    /// <summary>Notes that the next row came from where one of other rows did.</summary>
    public void Add(RowOrigins others, int row)
    {
        _isFull |= row >= others._rows.Count;
        if (!_isFull)
        {
            Add(others._rows[row].Partition, others._rows[row].Offset, others._rows[row].TimeMs, others.Key(row));
        }
    }

    private ReadOnlySpan<byte> Key(int row) => _keys.WrittenSpan[(row == 0 ? 0 : _rows[row - 1].KeyEnd).._rows[row].KeyEnd];
}
