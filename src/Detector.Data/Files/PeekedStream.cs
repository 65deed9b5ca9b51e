namespace Detector.Data.Files;

/// <summary>A stream whose first bytes can be looked at before they are read, also where it cannot go back.</summary>
/// <param name="stream">The stream; it is disposed of with this one.</param>
/// <param name="atEnd">Told each time that its end is met.</param>
internal sealed class PeekedStream(Stream stream, Action? atEnd = null) : Stream
{
    private ReadOnlyMemory<byte> _head;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The next bytes, fewer only where the stream ends; they are still to be read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_head.Length < count)
        {
            byte[] head = new byte[count];
            _head.CopyTo(head);
            int more = stream.ReadAtLeast(head.AsSpan(_head.Length), count - _head.Length, throwOnEndOfStream: false);
            _head = head.AsMemory(0, _head.Length + more);
            if (_head.Length < count)
            {
                atEnd?.Invoke();
            }
        }

        return _head.Span[..Math.Min(count, _head.Length)];
    }

    public override int Read(Span<byte> buffer)
    {
        int length;
        if (_head.IsEmpty)
        {
            length = stream.Read(buffer);
            if (length == 0 && buffer.Length > 0)
            {
                atEnd?.Invoke();
            }

            return length;
        }

        length = Math.Min(_head.Length, buffer.Length);
        _head.Span[..length].CopyTo(buffer);
        _head = _head[length..];
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
