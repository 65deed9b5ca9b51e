using Detector.Core.Schemas;

namespace Detector.Data.Files;

/// <summary>A file of records: CSV with a header line or JSON lines, packed with gzip or not.</summary>
internal sealed class DataFile : IRecordSource
{
    private readonly PackedFile _file;

    private DataFile(PackedFile file, MessageFormat format)
    {
        _file = file;
        Format = format;
        Records = new RecordReader(file.Content, file.Path);
    }

    public string Path => _file.Path;

    public MessageFormat Format { get; }

    public RecordReader Records { get; }

    public string Place => $"{System.IO.Path.GetFileName(Path)}, line {Records.Line}";

    public double Fraction => _file.Fraction;

    /// <exception cref="DataException">There is no such file, or it is empty or of another kind.</exception>
    public static DataFile Open(string path)
    {
        PackedFile file = PackedFile.Open(path);
        try
        {
            return new DataFile(file, FormatOf(path, file.IsPacked));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool TryRead(out ReadOnlySpan<byte> record) => Records.TryRead(out record);

    public void Dispose()
    {
        Records.Dispose();
        _file.Dispose();
    }

    private static MessageFormat FormatOf(string path, bool packed)
    {
        string name = packed && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return System.IO.Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" or ".txt" or ".data" => MessageFormat.Csv,
            ".json" or ".jsonl" or ".ndjson" => MessageFormat.Json,
            var other => throw new DataException(
                $"{path}: what it holds cannot be told from its name ('{other}'); "
                + "call CSV files .csv and JSON lines .jsonl, packed ones .csv.gz and .jsonl.gz"),
        };
    }
}
