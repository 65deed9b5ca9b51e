using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace Detector.Streams.State;

/// <summary>A part of a snapshot, as a message.</summary>
/// <param name="Offset">The snapshot's.</param>
/// <param name="Writing">Which writing it is of: of two that were cut off, none makes a whole one with the other.</param>
/// <param name="Index">Which part.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Data">The part.</param>
internal sealed record SnapshotChunk(long Offset, long Writing, int Index, int Count, byte[] Data)
{
    /// <summary>"DetSnap", and the version.</summary>
    private const long Magic = 0x01_70616E53746544;
    private const int HashAt = 32;
    private const int DataAt = 40;

    /// <summary>The message's value: the header, its and the part's checksum, the part.</summary>
    public static byte[] Write(long offset, long writing, int index, int count, ReadOnlySpan<byte> data)
    {
        byte[] value = new byte[DataAt + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(value, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(8), offset);
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(16), writing);
        BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(24), index);
        BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(28), count);
        data.CopyTo(value.AsSpan(DataAt));
        BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan(HashAt), HashOf(value));
        return value;
    }

    /// <summary>Reads a message's value; false where it is none of this version, or not as it was written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, [NotNullWhen(true)] out SnapshotChunk? chunk)
    {
        chunk = value.Length < DataAt || BinaryPrimitives.ReadInt64LittleEndian(value) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(value[HashAt..]) != HashOf(value)
                ? null
                : new(
                    BinaryPrimitives.ReadInt64LittleEndian(value[8..]), BinaryPrimitives.ReadInt64LittleEndian(value[16..]),
                    BinaryPrimitives.ReadInt32LittleEndian(value[24..]), BinaryPrimitives.ReadInt32LittleEndian(value[28..]),
                    value[DataAt..].ToArray());
        return chunk is not null;
    }

    private static ulong HashOf(ReadOnlySpan<byte> value)
    {
        var hash = new XxHash3();
        hash.Append(value[..HashAt]);
        hash.Append(value[DataAt..]);
        return hash.GetCurrentHashAsUInt64();
    }
}
