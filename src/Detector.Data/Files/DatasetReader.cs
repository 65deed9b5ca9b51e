using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;
using Detector.Core.State;
using Detector.Data.Files.Frames;
using Detector.Frames;

namespace Detector.Data.Files;

/// <summary>Reads a file's records as a stream's raw rows, with the decoder that the daemon reads messages with.</summary>
public sealed class DatasetReader : IDisposable
{
    private const int None = -1;

    private readonly IRecordSource _records;
    private readonly Schema _schema;
    private readonly IMessageDecoder _decoder;
    private readonly CameraFrames? _cameras;
    private readonly ArrayStore _decoded;
    private readonly ArrayStore _row;
    private readonly RowHistory _history;
    private readonly int _fieldCount;
    private readonly bool _hasLabel;
    private readonly RowLabels _labels;
    private readonly bool _keep;
    private readonly bool _isPivoted;
    private byte[] _payload = [];
    private int _length;
    private long _number;
    private byte[] _key = [];
    private DecodeResult[] _standIns = [];
    private long _timeMs;
    private int _lacks = None;
    private bool _isMetric;
    private bool _isStrange;
    private bool _isOver;

    /// <summary>Opens a file.</summary>
    /// <param name="schema">The stream's schema.</param>
    /// <param name="path">The file; for streams of frames also a folder of pictures.</param>
    /// <param name="learn">Where the texts of categories are noted, for training.</param>
    /// <param name="label">What tells the truth.</param>
    /// <param name="found">Told of the rows' labels; where several files are read, of those of all.</param>
    /// <param name="keep">Whether the bytes of every record are kept for <see cref="Record"/>.</param>
    /// <param name="history">What earlier rows tell of keys; by default nothing.</param>
    /// <exception cref="DataException">The file cannot be read as the stream's.</exception>
    public DatasetReader(
        Schema schema, string path, CategoryNames? learn = null, LabelColumn? label = null, FoundLabels? found = null, bool keep = false,
        RowHistory? history = null)
    {
        _history = history ?? new RowHistory(schema);
        _history.Check(label);
        _keep = keep;
        _isPivoted = _history.IsPivoted;
        (_records, _schema) = schema.Frame is { } frame ? OpenFrames(schema, path, frame) : OpenRecords(schema, path, label);
        found ??= new FoundLabels(label);
        _hasLabel = label is not null;
        if (found.AreTexts && schema.Frame is null)
        {
            found.Names = learn ??= found.Names;
        }

        _decoder = StreamDecoder.Create(_schema, learn);
        _cameras = CameraFrames.Of(_schema);
        _decoded = ArrayStore.Of(_schema.Decoded.Count, schema.Layout.HasPlanes);
        _row = _history.IsEmpty ? _decoded : ArrayStore.Of(schema.FieldCount, arePixels: false);
        _fieldCount = schema.FieldCount;
        _labels = new RowLabels(label, schema.Frame is null, found);
    }

    /// <summary>Outcome of the record read last.</summary>
    public DecodeResult Result { get; private set; }

    /// <summary>[fields] the row read last, where <see cref="Result"/> is Ok.</summary>
    public ReadOnlyRowSpan Row => _row.Slice(0, _fieldCount);

    /// <summary>The label of the row read last; only where a label column was named.</summary>
    public bool IsAnomaly { get; private set; }

    /// <summary>What the row read last lacks and has stand-ins for.</summary>
    public ReadOnlySpan<DecodeResult> StandIns => _isPivoted ? _standIns : _decoder.StandIns;

    /// <summary>Where the record read last starts, such as "cards.csv, line 17".</summary>
    public string Place => _records.Place;

    /// <summary>Whether the file can be opened and read once more; a pipe cannot.</summary>
    public bool IsLasting => _records.IsLasting;

    /// <summary>How the file's records are written, and for CSV its columns.</summary>
    internal SchemaSettings Layout => _schema.Settings;

    /// <summary>The bytes of the record read last, where they are kept or it could not be decoded.</summary>
    internal ReadOnlySpan<byte> Record => _payload.AsSpan(0, _length);

    /// <summary>Share of the file that was read, 0..1; NaN where nobody knows.</summary>
    public double Fraction => _records.Fraction;

    /// <summary>The place of the record read last among the file's, as offsets are in a topic.</summary>
    internal long Offset => _isOver ? _number : _number - 1;

    /// <summary>Reads the next record, or records until they make a row; false at the file's end.</summary>
    /// <exception cref="DataException">The file is damaged, or ends within a record.</exception>
    public bool Next() => _isPivoted ? NextRow() : NextRecord();

    // Where records carry one metric each.
    private bool NextRow()
    {
        while (true)
        {
            ReadOnlySpan<double> decoded = _decoded.Slice(0, _schema.Decoded.Count).Numbers;
            PivotRow made = default;
            if (_isOver ? _history.TryPivotLast(out made)
                : _isMetric && _history.TryPivot(_decoder.TimeMs, _decoder.Key, decoded, _isStrange, out made))
            {
                Take(made);
                return true;
            }

            if (_isOver)
            {
                return false;
            }

            (_isMetric, _lacks) = (false, None);
            _isOver = !NextRecord();
            (_isMetric, _isStrange) = (!_isOver && Result.Ok, IsAnomaly);
            if (!_isOver && !Result.Ok)
            {
                return true;
            }
        }
    }

    private void Take(in PivotRow made)
    {
        Result = made.Result;
        (_timeMs, IsAnomaly, _lacks) = (made.TimeMs, made.IsAnomaly, made.Result.Field);
        _key = made.Key.ToArray();
        _standIns = made.StandIns.ToArray();
        if (made.Result.Ok)
        {
            _history.Widen(made, _row.Slice(0, _fieldCount).Numbers);
        }
    }

    private bool NextRecord()
    {
        if (!_records.TryRead(out ReadOnlySpan<byte> record))
        {
            _labels.CheckAll(_number);
            return false;
        }

        _number++;
        RowSpan decoded = _decoded.Slice(0, _schema.Decoded.Count);
        Result = _decoder.Decode(record, decoded);
        if (Result.Error == DecodeErrorKind.Malformed && _records.IsUnterminated)
        {
            throw CutFile.At(_records);
        }

        if (Result.Ok)
        {
            _cameras?.Take(default, TimeMs, decoded.Pixels);
        }

        IsAnomaly = _hasLabel && Result.Ok && _labels.IsAnomaly(_number, decoded.ArePixels ? 0 : decoded.Numbers[^1], _records);
        if (!Result.Ok)
        {
            _history.Pass();
        }
        else if (!_history.IsEmpty && !_isPivoted)
        {
            _history.Widen(_decoder.TimeMs, decoded.Numbers, _row.Slice(0, _fieldCount).Numbers, IsAnomaly);
        }

        if (!Result.Ok || !StandIns.IsEmpty || _keep)
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
    public string Reason(DecodeResult result) =>
        _isPivoted && (_lacks != None || (Result.Ok && _standIns.Length > 0))
            ? PivotRow.Reason(_schema, _timeMs, result.Field) : _decoder.Reason(result, Record);

    /// <summary>The field of this index.</summary>
    public SchemaField Field(int index) => _schema.Fields[index];

    /// <summary>UTF-8 text of the key of the record read last; empty where the schema names none.</summary>
    public ReadOnlySpan<byte> Key => _isPivoted ? _key : _decoder.Key;

    /// <summary>
    /// Event time of the record read last, Unix milliseconds; of a video since its beginning; <see cref="long.MinValue"/> where
    /// neither the schema nor the file tells one.
    /// </summary>
    public long TimeMs => _isPivoted ? _timeMs : _schema.Frame is null ? _decoder.TimeMs : _records.TimeMs;

    public void Dispose() => _records.Dispose();

    private static (IRecordSource Records, Schema Schema) OpenFrames(Schema schema, string path, FrameSettings frame)
    {
        if (frame.Masks.FirstOrDefault(mask => mask.Camera is not null) is { } mask)
        {
            throw new DataException($"the stream's masks (Schema:Frame:Masks) are those of cameras, such as {mask.Camera}; which one made "
                + $"the frames of {path} --camera says");
        }

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
