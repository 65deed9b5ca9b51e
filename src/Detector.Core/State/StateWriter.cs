using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Detector.Core.State;

/// <summary>Writes numbers to a stream, little-endian, and at the end their checksum.</summary>
internal sealed class StateWriter(Stream stream)
{
    private readonly XxHash3 _hash = new();
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _length;

    public void Write(long number) => Write(MemoryMarshal.CreateReadOnlySpan(ref number, 1));

    public void Write(ReadOnlySpan<long> numbers)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(numbers);
        while (!bytes.IsEmpty)
        {
            int part = Math.Min(bytes.Length, _buffer.Length - _length);
            bytes[..part].CopyTo(_buffer.AsSpan(_length));
            _length += part;
            bytes = bytes[part..];
            if (_length == _buffer.Length)
            {
                Flush();
            }
        }
    }

    /// <summary>Nothing comes after this.</summary>
    public void End()
    {
        Flush();
        Write((long)_hash.GetCurrentHashAsUInt64());
        stream.Write(_buffer.AsSpan(0, _length));
    }

    private void Flush()
    {
        _hash.Append(_buffer.AsSpan(0, _length));
        stream.Write(_buffer.AsSpan(0, _length));
        _length = 0;
    }
}
