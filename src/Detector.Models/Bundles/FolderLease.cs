using System.Text;

namespace Detector.Models.Bundles;

/// <summary>
/// What one process at a time holds: a lock of the operating system's, so that it dies with its owner, on a file whose time says when it
/// was taken last.
/// </summary>
internal static class FolderLease
{
    // What the operating system says where another holds a lock (EWOULDBLOCK of Linux); all else is no sign of another.
    private const int Held = 11;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static IDisposable? Take(string path, string who, DateTimeOffset now)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (e.HResult == Held)
        {
            return null;
        }

        try
        {
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes($"{now:O} {who}\n"));
            File.SetLastWriteTimeUtc(file.SafeFileHandle, now.UtcDateTime);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public static DateTimeOffset? Last(string path) =>
        File.Exists(path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero) : null;
}
