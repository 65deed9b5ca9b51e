using Detector.Core.Schemas;

namespace Detector.Data.Files;

/// <summary>A file or pipe of records: CSV with a header line or JSON lines, packed with gzip or not.</summary>
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

    public bool IsLasting => _file.IsLasting;

    public bool IsUnterminated => Records.IsUnterminated;

    /// <exception cref="DataException">There is no such file, or it is of another kind.</exception>
    public static DataFile Open(string path)
    {
        PackedFile file = PackedFile.Open(path);
        try
        {
            return new DataFile(file, RecordFormat.Of(file));
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
}
