namespace Detector.Streams.State;

/// <summary>Takes a state in, however large, and gives it out again, once.</summary>
internal sealed class StateCopy : Stream
{
    private const int ChunkBytes = 1 << 20;

    private readonly List<byte[]> _chunks = [];
    private int _used = ChunkBytes;

    public override bool CanRead => false;

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
            stream.Write(_chunks[i].AsSpan(0, i == _chunks.Count - 1 ? _used : ChunkBytes));
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

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
