using System.IO.Compression;
using Detector.Core.Schemas;

namespace Detector.Files;

/// <summary>A file of records: CSV with a header line or JSON lines, packed with gzip or not.</summary>
internal sealed class DataFile : IDisposable
{
    private readonly FileStream _raw;

    private DataFile(string path, FileStream raw, MessageFormat format, Stream unpacked)
    {
        Path = path;
        _raw = raw;
        Format = format;
        Records = new RecordReader(unpacked, path);
    }

    public string Path { get; }

    public MessageFormat Format { get; }

    public RecordReader Records { get; }

    /// <summary>Share of the file that was read, 0..1.</summary>
    public double Fraction => (double)_raw.Position / Math.Max(1, _raw.Length);

    /// <exception cref="InputException">There is no such file, or it is empty or of another kind.</exception>
    public static DataFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException(Directory.Exists(path) ? $"{path} is a directory; name a file in it" : $"there is no file {path}");
        }

        FileStream raw = File.OpenRead(path);
        try
        {
            bool packed = raw.ReadByte() == 0x1f && raw.ReadByte() == 0x8b;
            raw.Position = 0;
            Stream unpacked = packed ? new GZipStream(raw, CompressionMode.Decompress) : raw;
            return new DataFile(path, raw, FormatOf(path, packed), unpacked);
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Records.Dispose();
        _raw.Dispose();
    }

    private static MessageFormat FormatOf(string path, bool packed)
    {
        string name = packed && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return System.IO.Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" or ".txt" or ".data" => MessageFormat.Csv,
            ".json" or ".jsonl" or ".ndjson" => MessageFormat.Json,
            var other => throw new InputException(
                $"{path}: what it holds cannot be told from its name ('{other}'); "
                + "call CSV files .csv and JSON lines .jsonl, packed ones .csv.gz and .jsonl.gz"),
        };
    }
}
