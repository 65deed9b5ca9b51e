using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Files;

/// <summary>Reads a file's records as a stream's raw rows, with the decoder that the daemon reads messages with.</summary>
internal sealed class DatasetReader : IDisposable
{
    private readonly DataFile _file;
    private readonly Schema _schema;
    private readonly IMessageDecoder _decoder;
    private readonly double[] _row;
    private readonly int _fieldCount;
    private readonly double _anomaly;
    private byte[] _payload = [];
    private int _length;

    /// <summary>Opens a file.</summary>
    /// <param name="schema">The stream's schema.</param>
    /// <param name="path">The file.</param>
    /// <param name="learn">Where the texts of categories are noted, for training.</param>
    /// <param name="label">The column that tells the truth.</param>
    /// <exception cref="InputException">The file cannot be read as the stream's.</exception>
    public DatasetReader(Schema schema, string path, CategoryNames? learn = null, LabelColumn? label = null)
    {
        _file = DataFile.Open(path);
        try
        {
            _schema = FileSchema.Of(schema, _file, label);
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _decoder = MessageDecoder.Create(_schema, learn);
        _fieldCount = schema.FieldCount;
        _row = new double[_schema.FieldCount];
        _anomaly = label?.Anomaly is { } text ? CategoryToken.Of(Encoding.UTF8.GetBytes(text)) : 1;
    }

    /// <summary>Outcome of the record read last.</summary>
    public DecodeResult Result { get; private set; }

    /// <summary>[fields] the row read last, where <see cref="Result"/> is Ok.</summary>
    public ReadOnlySpan<double> Row => _row.AsSpan(0, _fieldCount);

    /// <summary>The label of the row read last; only where a label column was named.</summary>
    public bool IsAnomaly => _row[^1] == _anomaly;

    /// <summary>Where the record read last starts, such as "cards.csv, line 17".</summary>
    public string Place => $"{Path.GetFileName(_file.Path)}, line {_file.Records.Line}";

    /// <summary>Share of the file that was read, 0..1.</summary>
    public double Fraction => _file.Fraction;

    /// <summary>Reads the next record; false at the file's end.</summary>
    public bool Next()
    {
        if (!_file.Records.TryRead(out ReadOnlySpan<byte> record))
        {
            return false;
        }

        Result = _decoder.Decode(record, _row);
        if (!Result.Ok)
        {
            _payload = record.Length > _payload.Length ? new byte[2 * record.Length] : _payload;
            record.CopyTo(_payload);
            _length = record.Length;
        }

        return true;
    }

    /// <summary>Why the record read last could not be decoded.</summary>
    public string Reason() => DecodeFailure.Describe(_schema, Result, _payload.AsSpan(0, _length));

    public void Dispose() => _file.Dispose();
}
