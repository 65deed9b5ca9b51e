namespace Detector.Streams.State;

/// <summary>Takes a state in, however large, and gives it out again, once.</summary>
internal sealed class StateCopy : Stream
{
    /// <summary>Bytes of each chunk but the last: a topic takes messages of 1 MB, where nothing else is said.</summary>
    internal const int ChunkBytes = 512 << 10;

    private readonly List<byte[]> _chunks;
    private int _used = ChunkBytes;
    private long _read;

    public StateCopy() => _chunks = [];

    /// <param name="chunks">What it has, but for the last one <see cref="ChunkBytes"/> each.</param>
    public StateCopy(IEnumerable<byte[]> chunks)
    {
        _chunks = [.. chunks];
        _used = _chunks.Count == 0 ? ChunkBytes : _chunks[^1].Length;
    }

    /// <summary>All of it.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chunks =>
        [.. _chunks.Select((chunk, i) => new ReadOnlyMemory<byte>(chunk, 0, SizeOf(i)))];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => ((long)_chunks.Count * ChunkBytes) - (ChunkBytes - _used);

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    /// <summary>Writes all of it elsewhere.</summary>
    public new void CopyTo(Stream stream)
    {
        for (int i = 0; i < _chunks.Count; i++)
        {
            stream.Write(_chunks[i].AsSpan(0, SizeOf(i)));
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_used == ChunkBytes)
            {
                _chunks.Add(GC.AllocateUninitializedArray<byte>(ChunkBytes));
                _used = 0;
            }

            int part = Math.Min(buffer.Length, ChunkBytes - _used);
            buffer[..part].CopyTo(_chunks[^1].AsSpan(_used));
            _used += part;
            buffer = buffer[part..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(Span<byte> buffer)
    {
        (int chunk, int at) = ((int)(_read / ChunkBytes), (int)(_read % ChunkBytes));
        if (chunk == _chunks.Count)
        {
            return 0;
        }

        int part = Math.Min(buffer.Length, SizeOf(chunk) - at);
        _chunks[chunk].AsSpan(at, part).CopyTo(buffer);
        _read += part;
        return part;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int SizeOf(int chunk) => chunk == _chunks.Count - 1 ? _used : ChunkBytes;
}
