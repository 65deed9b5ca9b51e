using System.Security.Cryptography;

namespace Detector.Models.Storage;

/// <summary>What a file is known by.</summary>
internal static class FileHash
{
    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
