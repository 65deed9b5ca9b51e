using Detector.Core.Formats.Frames;

namespace Detector.Data.Files.Frames;

/// <summary>The PNG files of a folder, by their names' order; or one file.</summary>
internal sealed class PngFiles : IRecordSource
{
    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        MatchCasing = MatchCasing.CaseInsensitive,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.None,
    };

    private readonly string[] _files;
    private byte[] _content = [];
    private int _next;

    /// <exception cref="DataException">There is no PNG file.</exception>
    public PngFiles(string path)
    {
        _files = Files(path);
    }

    public string Place => _files[Math.Max(0, _next - 1)];

    public double Fraction => (double)_next / _files.Length;

    public bool IsLasting => true;

    public bool IsUnterminated => false;

    /// <summary>Size of the first image that can be read, and whether it has colours.</summary>
    public static (int Width, int Height, bool IsColoured) Look(string path)
    {
        string[] files = Files(path);
        var reader = new PngReader();
        return files.Any(file => reader.ReadHeader(File.ReadAllBytes(file)) is PngProblem.None or PngProblem.Interlaced)
            ? (reader.Width, reader.Height, reader.IsColoured)
            : throw new DataException($"{files[0]} is no PNG image, or a damaged "
                + $"one{(files.Length > 1 ? ", and so are all others" : "")}");
    }

    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        if (_next < _files.Length)
        {
            _content = File.ReadAllBytes(_files[_next++]);
            record = _content;
            return true;
        }

        record = default;
        return false;
    }

    public void Dispose()
    {
    }

    private static string[] Files(string path)
    {
        string[] files = Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*.png", Everywhere).Order(StringComparer.Ordinal)]
            : File.Exists(path) ? [path] : throw new DataException($"there is no file {path}");
        return files.Length > 0 ? files : throw new DataException($"there is no .png file in {path}");
    }
}
