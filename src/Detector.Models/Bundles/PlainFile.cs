using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Detector.Models.Bundles;

/// <summary>Reads files that may be anything: never more than there is room for, and never one that waits for a writer, such as a
/// pipe.</summary>
public static partial class PlainFile
{
    /// <summary>Most bytes of a file of a bundle.</summary>
    public const long Most = 1L << 30;

    // O_RDONLY | O_NONBLOCK | O_CLOEXEC of Linux.
    private const int Flags = 0x800 | 0x80000;

    /// <summary>The whole content.</summary>
    /// <exception cref="IOException">There is no such file, it cannot be read, is no plain file or too long.</exception>
    public static byte[] Read(string path, long most = Most)
    {
        using FileStream file = Open(path, most);
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    /// <summary>SHA-256 of the content in lower-case hexadecimal; nothing of it is kept.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static string Hash(string path)
    {
        using FileStream file = Open(path, Most);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static FileStream Open(string path, long most)
    {
        int descriptor = Open(path, Flags);
        if (descriptor < 0)
        {
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            return !file.CanSeek ? throw new IOException("it is no plain file")
                : file.Length > most
                    ? throw new IOException($"it has {file.Length} bytes, and {most} are the most that such a file may have")
                : file;
        }
        catch (Exception e)
        {
            handle.Dispose();
            throw e is UnauthorizedAccessException ? new IOException("it is no plain file", e) : e;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);
}
