using System.Buffers.Binary;
using System.Numerics;

namespace Detector.Core.Formats;

/// <summary>
/// A category's value as a number: a 53-bit hash of its UTF-8 text, exact in a double. Scoring compares tokens,
/// so no text is built for an event; two texts share a token with a chance of about n²/2^54. Spellings of one number (1, 1.0, 1e0) are
/// one value (<see cref="CanonicalNumber"/>).
/// </summary>
public static class CategoryToken
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    /// <summary>The token of a value; the same on every machine and, but for other spellings of a number, in every version.</summary>
    public static double Of(ReadOnlySpan<byte> utf8) => OfSpelling(CanonicalNumber.Of(utf8, stackalloc byte[CanonicalNumber.Longest]));

    /// <summary>The token of exactly these bytes.</summary>
    internal static double OfSpelling(ReadOnlySpan<byte> utf8)
    {
        ulong hash = 0x243F6A8885A308D3 ^ ((ulong)utf8.Length * Multiplier);
        while (utf8.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8));
            utf8 = utf8[8..];
        }

        ulong tail = 0;
        for (int i = 0; i < utf8.Length; i++)
        {
            tail |= (ulong)utf8[i] << (8 * i);
        }

        return Mix(hash ^ tail) >> 11;
    }

    // SplitMix64's finalizer (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong x)
    {
        x += Multiplier;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return BitOperations.RotateLeft(x ^ (x >> 31), 23);
    }
}
