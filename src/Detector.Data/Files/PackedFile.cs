using System.IO.Compression;

namespace Detector.Data.Files;

/// <summary>A file or pipe that may be packed with gzip, read unpacked, once and from its beginning to its end.</summary>
internal sealed class PackedFile : IDisposable
{
    private const string StandardInput = "-";

    private readonly Stream _raw;
    private readonly PeekedStream _content;
    private readonly PeekedStream _plain;

    private PackedFile(string path, Stream raw, PeekedStream peeked)
    {
        Path = path;
        _raw = raw;
        bool isPacked = peeked.Peek(2).SequenceEqual<byte>([0x1f, 0x8b]);
        _plain = peeked;
        _content = isPacked ? new PeekedStream(new GZipStream(peeked, CompressionMode.Decompress), CheckEnd) : peeked;

        // GZipStream takes a second part whose head is damaged for the end. Some archivers fill up with zeros.
        void CheckEnd()
        {
            if (peeked.Peek(1) is [not 0])
            {
                throw new InvalidDataException("there is more behind what is packed");
            }
        }
    }

    /// <summary>The path, or what the standard input is called.</summary>
    public string Path { get; }

    /// <summary>The unpacked bytes.</summary>
    public Stream Content => _content;

    /// <summary>Whether it can be opened and read once more: a file can, a pipe cannot.</summary>
    public bool IsLasting => _raw.CanSeek;

    /// <summary>Share of the file that was read, 0..1; NaN for a pipe, whose end nobody knows.</summary>
    public double Fraction => _raw.CanSeek ? (double)_raw.Position / Math.Max(1, _raw.Length) : double.NaN;

    /// <param name="path">The file; - is the standard input.</param>
    /// <exception cref="DataException">There is no such file, or it cannot be read.</exception>
    public static PackedFile Open(string path)
    {
        bool isStandardInput = path is StandardInput or "/dev/stdin";
        Stream raw = isStandardInput ? Console.OpenStandardInput() : OpenFile(path);
        try
        {
            return new PackedFile(isStandardInput ? "standard input" : path, raw, new PeekedStream(raw));
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    /// <summary>The first unpacked bytes that are still to be read, fewer only at the end.</summary>
    /// <exception cref="DataException">The packed data is damaged.</exception>
    public ReadOnlySpan<byte> Peek(int count)
    {
        try
        {
            return _content.Peek(count);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(Path, e);
        }
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
            throw Damaged(Path, e);
        }
    }

    /// <summary>How many unpacked bytes are still to be read; of a packed file that takes reading it.</summary>
    /// <exception cref="DataException">The packed data is damaged.</exception>
    public long CountBytes()
    {
        if (_content == _plain)
        {
            return _raw.Length;
        }

        byte[] bytes = new byte[1 << 16];
        long count = 0;
        for (int read; (read = Read(bytes)) > 0; count += read)
        {
        }

        return count;
    }

    public void Dispose() => _content.Dispose();

    /// <summary>The error of packed data that cannot be unpacked to its end.</summary>
    /// <param name="place">Where that shows.</param>
    /// <param name="cause">What the unpacking says.</param>
    public static DataException Damaged(string place, InvalidDataException cause) =>
        new($"{place}: the packed data is damaged or was cut, so the file has to be fetched or packed anew", cause);

    private static FileStream OpenFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new DataException(Directory.Exists(path) ? $"{path} is a directory; name a file in it" : $"there is no file {path}");
        }

        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
