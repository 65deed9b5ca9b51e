using System.Text;
using Detector.Models.Bundles;
using Detector.Models.Training;

namespace Detector.Retraining;

/// <summary>
/// Held by whoever trains a stream's next model: one at a time for all that share a registry. It is a lock of the operating system's, so
/// that it dies with its owner, on a file whose time says when a training began last.
/// </summary>
internal sealed class RetrainingLease : IDisposable
{
    // What the operating system says where another holds a lock (EWOULDBLOCK of Linux); all else is no sign of another.
    private const int Held = 11;

    private readonly FileStream _file;

    private RetrainingLease(FileStream file) => _file = file;

    /// <summary>Takes it.</summary>
    /// <exception cref="TrainingException">Another process holds it.</exception>
    /// <exception cref="IOException">The registry cannot be written.</exception>
    public static RetrainingLease Take(ModelRegistry registry, string stream, string why, TimeProvider time)
    {
        string path = registry.LeaseFile(stream);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (e.HResult == Held)
        {
            throw new TrainingException($"another process trains a model of {stream} now ({path}); one does at a time.", e);
        }

        try
        {
            DateTimeOffset now = time.GetUtcNow();
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes($"{now:O} {Environment.MachineName} {Environment.ProcessId}: {why}\n"));
            File.SetLastWriteTimeUtc(file.SafeFileHandle, now.UtcDateTime);
            return new RetrainingLease(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>When a training of the stream began last, by whomever; null where none has.</summary>
    public static DateTimeOffset? LastBegun(ModelRegistry registry, string stream)
    {
        string path = registry.LeaseFile(stream);
        return File.Exists(path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero) : null;
    }

    public void Dispose() => _file.Dispose();
}
