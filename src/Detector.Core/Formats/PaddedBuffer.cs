using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detector.Core.Formats;

/// <summary>
/// A copy of the message with zero bytes behind it. Copying 500 bytes takes some ten nanoseconds; in return scanners read ahead by
/// whole words and stop at the zero by themselves, without asking at each byte whether the message has ended.
/// </summary>
internal sealed unsafe class PaddedBuffer
{
    /// <summary>Zero bytes behind the message.</summary>
    public const int Padding = 32;

    private byte[] _bytes = Allocate(4096);

    /// <summary>Copies a message in; the address of its first byte, good until the next call.</summary>
    public byte* Load(ReadOnlySpan<byte> message)
    {
        if (message.Length + Padding > _bytes.Length)
        {
            _bytes = Allocate(Math.Max(message.Length, (int)Math.Min(2L * message.Length, 1 << 30)));
        }

        message.CopyTo(_bytes);
        _bytes.AsSpan(message.Length, Padding).Clear();
        return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));
    }

    private static byte[] Allocate(int size) => GC.AllocateUninitializedArray<byte>(size + Padding, pinned: true);
}
