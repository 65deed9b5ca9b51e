using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Detector.Core.State;

/// <summary>
/// Reads what a <see cref="StateWriter"/> has written. What is read counts when <see cref="End"/> has found the checksum right.
/// </summary>
internal sealed class StateReader(Stream stream)
{
    private readonly XxHash3 _hash = new();

    public long ReadLong()
    {
        long number = 0;
        Read(MemoryMarshal.CreateSpan(ref number, 1));
        return number;
    }

    /// <summary>A number of these only.</summary>
    /// <exception cref="InvalidDataException">It is another.</exception>
    public int ReadInt(int least, int most)
    {
        long number = ReadLong();
        return number >= least && number <= most ? (int)number
            : throw new InvalidDataException($"{number} where there is a number from {least} to {most}");
    }

    /// <exception cref="InvalidDataException">The stream ends before.</exception>
    public void Read(Span<long> numbers)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(numbers);
        Fill(bytes);
        _hash.Append(bytes);
    }

    /// <summary>Makes sure that all that was read is what was written, and all of it.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public void End()
    {
        ulong hash = _hash.GetCurrentHashAsUInt64();
        if (ReadLong() != (long)hash)
        {
            throw new InvalidDataException("its checksum is another");
        }
    }

    /// <exception cref="InvalidDataException">The stream goes on.</exception>
    public static void CheckEnd(Stream stream)
    {
        if (stream.ReadByte() >= 0)
        {
            throw new InvalidDataException("it goes on behind its end");
        }
    }

    private void Fill(Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("it ends before its end");
        }
    }
}
