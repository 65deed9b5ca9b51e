using Detector.Core.Formats.Frames;

namespace Detector.Data.Files.Frames;

/// <summary>The PNG files of a folder, by their names' order; or one file.</summary>
internal sealed class PngFiles : IRecordSource
{
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

    /// <summary>Size of the first image, and whether it has colours.</summary>
    public static (int Width, int Height, bool IsColoured) Look(string path)
    {
        string first = Files(path)[0];
        var reader = new PngReader();
        return reader.ReadHeader(File.ReadAllBytes(first)) is PngProblem.None or PngProblem.Interlaced
            ? (reader.Width, reader.Height, reader.IsColoured)
            : throw new DataException($"{first} is no PNG image, or a damaged one");
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
            ? [.. Directory.EnumerateFiles(path, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : File.Exists(path) ? [path] : throw new DataException($"there is no file {path}");
        return files.Length > 0 ? files : throw new DataException($"there is no .png file in {path}");
    }
}
