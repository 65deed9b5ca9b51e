using System.Runtime.CompilerServices;

namespace Detector.Core.Formats;

/// <summary>A key that messages have in one of their objects, or an element of one of their arrays.</summary>
internal sealed unsafe class JsonKey
{
    private readonly ulong _first;
    private readonly ulong _firstMask;
    private readonly ulong _second;
    private readonly ulong _secondMask;
    private readonly (ulong Word, ulong Mask)[] _others;

    /// <param name="name">The key's UTF-8 text, unescaped.</param>
    public JsonKey(ReadOnlySpan<byte> name)
    {
        Name = name.ToArray();
        byte[] quoted = [(byte)'"', .. name, (byte)'"'];
        QuotedLength = quoted.Length;
        (ulong Word, ulong Mask)[] words = [.. quoted.Chunk(sizeof(ulong)).Select(Word), default, default];
        (_first, _firstMask) = words[0];
        (_second, _secondMask) = words[1];
        _others = words[2..].TakeWhile(w => w.Mask != 0).ToArray();
        IsPlain = !name.ContainsAny("\"\\"u8) && !name.ContainsAnyInRange((byte)0, (byte)0x1F);
    }

    /// <summary>False where a message must write the key with escapes, so that it cannot be foreseen.</summary>
    public bool IsPlain { get; }

    public byte[] Name { get; }

    /// <summary>The key that came after this one in the last message.</summary>
    public JsonKey? Following { get; set; }

    /// <summary>The one slot that the value is for where it is a number field and no other path leads there; else -1.</summary>
    public int NumberSlot { get; set; } = -1;

    /// <summary>Every slot that the value is for.</summary>
    public JsonTarget[] Targets { get; set; } = [];

    /// <summary>What is looked for inside the value where it is an object or array.</summary>
    public JsonNode? Inside { get; set; }

    /// <summary>Bytes of the key with its quotes.</summary>
    public int QuotedLength { get; }

    /// <summary>True where the quoted key stands at <paramref name="p"/>; never reads past the first word that differs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(byte* p)
    {
        ulong different = (Unsafe.ReadUnaligned<ulong>(p) ^ _first) & _firstMask;
        different |= (Unsafe.ReadUnaligned<ulong>(p + 8) ^ _second) & _secondMask;
        return different == 0 && (_others.Length == 0 || OthersMatch(p + 16));
    }

    private static (ulong Word, ulong Mask) Word(byte[] bytes)
    {
        (ulong word, ulong mask) = (0, 0);
        for (int i = 0; i < bytes.Length; i++)
        {
            word |= (ulong)bytes[i] << (8 * i);
            mask |= 0xFFUL << (8 * i);
        }

        return (word, mask);
    }

    private bool OthersMatch(byte* p)
    {
        foreach ((ulong word, ulong mask) in _others)
        {
            if (((Unsafe.ReadUnaligned<ulong>(p) ^ word) & mask) != 0)
            {
                return false;
            }

            p += sizeof(ulong);
        }

        return true;
    }
}
