using System.IO.Compression;
using System.Text;

namespace Detector.Data.Files;

/// <summary>
/// A text file that is written beside its place and takes it when it is whole, so that an error or Ctrl-C leaves what was there before. It
/// is packed where its name ends in .gz. Pipes and devices are written as they are.
/// </summary>
public sealed class OutputFile : IDisposable
{
    /// <summary>Stands for the standard output.</summary>
    public const string StandardOutput = "-";

    private readonly string? _target;
    private readonly bool _ownsWriter;
    private string? _partial;

    /// <param name="path">The file, or - for <paramref name="standardOutput"/>.</param>
    /// <param name="standardOutput">The standard output.</param>
    /// <param name="input">The file that is read meanwhile.</param>
    /// <exception cref="DataException">It cannot be written, or is the one that is read.</exception>
    public OutputFile(string path, TextWriter standardOutput, string? input = null)
    {
        _ownsWriter = path != StandardOutput;
        if (!_ownsWriter)
        {
            Writer = standardOutput;
            return;
        }

        Check(path, input);
        try
        {
            Stream stream = OpenSpecial(path) ?? OpenPartial(_target = Target(path), _partial = $"{_target}.{Guid.NewGuid():N}.partial");
            bool isPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
            Writer = new StreamWriter(isPacked ? new GZipStream(stream, CompressionLevel.Fastest) : stream, new UTF8Encoding(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} cannot be written: {e.Message}", e);
        }
    }

    public TextWriter Writer { get; }

    /// <summary>Puts the file in its place; without this it is thrown away.</summary>
    /// <exception cref="IOException">It cannot be written to its end.</exception>
    public void Complete()
    {
        Writer.Flush();
        if (_ownsWriter)
        {
            Writer.Dispose();
        }

        if (_partial is not null)
        {
            File.Move(_partial, _target!, overwrite: true);
            _partial = null;
        }
    }

    public void Dispose()
    {
        try
        {
            if (_ownsWriter)
            {
                Writer.Dispose();
            }
        }
        finally
        {
            if (_partial is not null)
            {
                File.Delete(_partial);
            }
        }
    }

    private static void Check(string path, string? input)
    {
        if (Directory.Exists(path))
        {
            throw new DataException($"{path} is a folder; name a file, such as {Path.Combine(path, "out.csv")}");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new DataException($"{path} cannot be written: there is no folder {folder}");
        }

        if (input is not null && Target(input) == Target(path))
        {
            throw new DataException($"{path} is read and cannot be written too; name another file for the output");
        }
    }

    // A link stays one, and the file that it names is replaced.
    private static string Target(string path) => Path.GetFullPath(
        File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path);

    // A pipe or device, which nothing can take the place of. A file that may not be written says so here: it could still be replaced.
    private static FileStream? OpenSpecial(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var existing = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (!existing.CanSeek || Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
        {
            return existing;
        }

        existing.Dispose();
        return null;
    }

    private static FileStream OpenPartial(string target, string partial)
    {
        var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write);
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
        }

        return stream;
    }
}
