using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Data.Files.Frames;

namespace Detector.Data.Files;

/// <summary>Reads a file's records as a stream's raw rows, with the decoder that the daemon reads messages with.</summary>
public sealed class DatasetReader : IDisposable
{
    private readonly IRecordSource _records;
    private readonly Schema _schema;
    private readonly IMessageDecoder _decoder;
    private readonly double[] _row;
    private readonly int _fieldCount;
    private readonly bool _hasLabel;
    private readonly RowLabels _labels;
    private byte[] _payload = [];
    private int _length;
    private long _number;

    /// <summary>Opens a file.</summary>
    /// <param name="schema">The stream's schema.</param>
    /// <param name="path">The file; for streams of frames also a folder of PNG files.</param>
    /// <param name="learn">Where the texts of categories are noted, for training.</param>
    /// <param name="label">What tells the truth.</param>
    /// <param name="found">Told of the rows' labels; where several files are read, of those of all.</param>
    /// <exception cref="DataException">The file cannot be read as the stream's.</exception>
    public DatasetReader(Schema schema, string path, CategoryNames? learn = null, LabelColumn? label = null, FoundLabels? found = null)
    {
        (_records, _schema) = schema.Frame is { } frame ? OpenFrames(schema, path, frame) : OpenRecords(schema, path, label);
        found ??= new FoundLabels(label);
        _hasLabel = label is not null;
        if (found.AreTexts && schema.Frame is null)
        {
            found.Names = learn ??= found.Names;
        }

        _decoder = MessageDecoder.Create(_schema, learn);
        _fieldCount = schema.FieldCount;
        _row = new double[_schema.FieldCount];
        _labels = new RowLabels(label, schema.Frame is null, found);
    }

    /// <summary>Outcome of the record read last.</summary>
    public DecodeResult Result { get; private set; }

    /// <summary>[fields] the row read last, where <see cref="Result"/> is Ok.</summary>
    public ReadOnlySpan<double> Row => _row.AsSpan(0, _fieldCount);

    /// <summary>The label of the row read last; only where a label column was named.</summary>
    public bool IsAnomaly { get; private set; }

    /// <summary>What the row read last lacks and has stand-ins for.</summary>
    public ReadOnlySpan<DecodeResult> StandIns => _decoder.StandIns;

    /// <summary>Where the record read last starts, such as "cards.csv, line 17".</summary>
    public string Place => _records.Place;

    /// <summary>Share of the file that was read, 0..1.</summary>
    public double Fraction => _records.Fraction;

    /// <summary>Reads the next record; false at the file's end.</summary>
    public bool Next()
    {
        if (!_records.TryRead(out ReadOnlySpan<byte> record))
        {
            return false;
        }

        _number++;
        Result = _decoder.Decode(record, _row);
        IsAnomaly = _hasLabel && Result.Ok && _labels.IsAnomaly(_number, _row[^1], _records);
        if (!Result.Ok || !StandIns.IsEmpty)
        {
            _payload = record.Length > _payload.Length ? new byte[2 * record.Length] : _payload;
            record.CopyTo(_payload);
            _length = record.Length;
        }

        return true;
    }

    /// <summary>Why the record read last could not be decoded.</summary>
    public string Reason() => Reason(Result);

    /// <summary>What was wrong with a value that has a stand-in.</summary>
    public string Reason(DecodeResult result) => DecodeFailure.Describe(_schema, result, _payload.AsSpan(0, _length));

    /// <summary>The field of this index.</summary>
    public SchemaField Field(int index) => _schema.Fields[index];

    /// <summary>UTF-8 text of the key of the record read last; empty where the schema names none.</summary>
    public ReadOnlySpan<byte> Key => _decoder.Key;

    public void Dispose() => _records.Dispose();

    private static (IRecordSource Records, Schema Schema) OpenFrames(Schema schema, string path, FrameSettings frame)
    {
        (IRecordSource frames, MessageFormat format) = FrameSource.Open(path, frame);
        return (frames, new Schema(schema.Settings with { Format = format }));
    }

    private static (IRecordSource Records, Schema Schema) OpenRecords(Schema schema, string path, LabelColumn? label)
    {
        DataFile file = DataFile.Open(path);
        try
        {
            return (file, FileSchema.Of(schema, file, label));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
