using Detector.Core.Schemas;
using Detector.Frames;

namespace Detector.Data.Files.Frames;

/// <summary>The pictures of a folder (PNG, JPEG, WebP), in their names' order as people count; or one file.</summary>
internal sealed class PictureFiles : IRecordSource
{
    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        MatchCasing = MatchCasing.CaseInsensitive,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.None,
    };

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp"];

    // As large as the largest picture that is decoded is when nothing is packed: of one that is larger the rest is not read.
    private const int MostBytes = 4 * PictureHeader.MostPixels;

    // So many frames, each so soon after the one before, are a film.
    private const int FilmFrames = 10;
    private const long FilmMs = 500;

    private readonly string[] _files;
    private byte[] _content = [];
    private int _next;

    /// <exception cref="DataException">There is no such file.</exception>
    public PictureFiles(string path)
    {
        _files = Files(path);
    }

    public string Place => _files[Math.Max(0, _next - 1)];

    public long TimeMs => PictureTime.Of(Place);

    public double Fraction => (double)_next / _files.Length;

    public bool IsLasting => true;

    public bool IsUnterminated => false;

    /// <summary>Whether a file's name says that it is a picture.</summary>
    public static bool IsNamed(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>What the first picture says of itself that can be read.</summary>
    public static PictureHeader Look(string path)
    {
        string[] files = Files(path);
        PictureHeader header =
            files.Select(file => PictureHeader.Read(Bytes(file))).FirstOrDefault(header => header is not null)
            ?? throw new DataException($"{files[0]} is no PNG, JPEG or WebP picture, or a damaged "
                + $"one{(files.Length > 1 ? ", and so are all others" : "")}");
        return header.Width * (long)header.Height <= PictureHeader.MostPixels ? header
            : throw new DataException($"{path} holds pictures of {header.Width} x {header.Height} pixels; at most "
                + $"{PictureHeader.MostPixels} pixels are decoded");
    }

    /// <summary>Whether pictures are a film by the times in their names, with some frames a second.</summary>
    internal static bool AreFilm(string path)
    {
        long[] times = [.. Files(path).Take(FilmFrames).Select(PictureTime.Of)];
        return times.Length == FilmFrames && !times.Contains(long.MinValue)
            && times.Zip(times.Skip(1), (one, next) => next - one).All(gap => gap is >= 0 and <= FilmMs);
    }

    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        if (_next < _files.Length)
        {
            _content = Bytes(_files[_next++]);
            record = _content;
            return true;
        }

        record = default;
        return false;
    }

    public void Dispose()
    {
    }

    private static byte[] Bytes(string file)
    {
        using FileStream stream = File.OpenRead(file);
        byte[] bytes = new byte[Math.Min(stream.Length, MostBytes)];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string[] Files(string path)
    {
        string[] files = Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*", Everywhere).Where(IsNamed).Order(new NaturalOrder())]
            : File.Exists(path) ? [path] : throw new DataException($"there is no file {path}");
        return files.Length > 0 ? files : throw new DataException($"there is no picture (.png, .jpg, .webp) in {path}");
    }
}
