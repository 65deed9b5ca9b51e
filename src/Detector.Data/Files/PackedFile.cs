using System.IO.Compression;

namespace Detector.Data.Files;

/// <summary>A file that may be packed with gzip, read unpacked.</summary>
internal sealed class PackedFile : IDisposable
{
    private readonly FileStream _raw;

    private PackedFile(string path, FileStream raw, bool isPacked)
    {
        Path = path;
        _raw = raw;
        IsPacked = isPacked;
        Content = isPacked ? new GZipStream(raw, CompressionMode.Decompress) : raw;
    }

    public string Path { get; }

    public bool IsPacked { get; }

    /// <summary>The unpacked bytes.</summary>
    public Stream Content { get; }

    /// <summary>Share of the file that was read, 0..1.</summary>
    public double Fraction => (double)_raw.Position / Math.Max(1, _raw.Length);

    /// <exception cref="DataException">There is no such file.</exception>
    public static PackedFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new DataException(Directory.Exists(path) ? $"{path} is a directory; name a file in it" : $"there is no file {path}");
        }

        FileStream raw = File.OpenRead(path);
        bool packed = raw.ReadByte() == 0x1f && raw.ReadByte() == 0x8b;
        raw.Position = 0;
        return new PackedFile(path, raw, packed);
    }

    /// <summary>Reads as many bytes as fit, fewer only at the end.</summary>
    /// <exception cref="DataException">The packed data is damaged.</exception>
    public int Read(Span<byte> bytes)
    {
        try
        {
            return Content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new DataException($"{Path}: the packed data is damaged: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        Content.Dispose();
        _raw.Dispose();
    }
}
