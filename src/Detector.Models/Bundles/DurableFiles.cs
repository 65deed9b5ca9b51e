using System.Runtime.InteropServices;

namespace Detector.Models.Bundles;

/// <summary>Files that are on the disk when a call returns.</summary>
internal static partial class DurableFiles
{
    private const string Partial = ".partial";

    /// <summary>Writes a new file and flushes it to the disk.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        Write(file, content);
    }

    /// <summary>Writes to a file, from where it stands, and flushes it to the disk.</summary>
    public static void Write(FileStream file, ReadOnlySpan<byte> content)
    {
        try
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // What .NET makes of a file that grows beyond what the file system or a limit (ulimit -f) allows.
            throw new IOException($"{file.Name} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Replaces a file's content: a reader sees the old or the new, whole.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + Partial;
        File.Delete(temporary);
        try
        {
            Write(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Flushes a directory's entries, so that a rename in it outlasts a power cut.</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(path, 0);
        if (descriptor < 0)
        {
            throw new IOException($"{path} cannot be opened to flush it: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        try
        {
            if (FSync(descriptor) != 0)
            {
                throw new IOException($"{path} cannot be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
