using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Frames;

namespace Detector.Retraining;

/// <summary>Decodes a topic's events into rows to train on.</summary>
internal sealed class HistoryRows
{
    private readonly Schema _schema;
    private readonly SampleBuilder _samples;
    private readonly IMessageDecoder _decoder;
    private readonly RowStage _stage;
    private readonly ArrayStore _decoded;
    private readonly ArrayStore _row;

    public HistoryRows(Schema schema, WindowSettings window)
    {
        _schema = schema;
        _samples = new SampleBuilder(schema, window);
        _decoder = StreamDecoder.Create(schema, _samples.Rows.CategoryNames);
        _stage = new RowStage(schema);
        _decoded = ArrayStore.Of(schema.Decoded.Count, schema.Layout.HasPlanes);
        _row = _stage.IsEmpty ? _decoded : ArrayStore.Of(schema.FieldCount, arePixels: false);
        StandIns = new StandInCounts(schema.FieldCount);
    }

    /// <summary>Events that cannot be decoded, or have no time, as they would be dead letters in the live line.</summary>
    public long Rejected { get; private set; }

    /// <summary>Why the first of these cannot; null where all can.</summary>
    public string? FirstReason { get; private set; }

    /// <summary>Events that can be decoded.</summary>
    public long Good { get; private set; }

    /// <summary>Values that they lack.</summary>
    public StandInCounts StandIns { get; }

    /// <summary>Takes an event in.</summary>
    public void Add(in EventView message)
    {
        RowSpan decoded = _decoded.Slice(0, _schema.Decoded.Count);
        RowSpan row = _row.Slice(0, _schema.FieldCount);
        DecodeResult result = _decoder.Decode(message.Payload, decoded);
        string reason = "";
        if (!result.Ok || (_schema.TimePath is null
            && EventTime.CheckTimestamp(message.TimestampMs, out reason) != DecodeErrorKind.None))
        {
            Rejected++;
            FirstReason ??= result.Ok ? reason : _decoder.Reason(result, message.Payload);
            return;
        }

        long timeMs = _schema.TimePath is null ? message.TimestampMs : _decoder.TimeMs;
        if (!_stage.IsEmpty)
        {
            _stage.Widen(message.Partition, message.Offset, timeMs, decoded.Numbers, row.Numbers);
        }

        Good++;
        StandIns.Add(_decoder.StandIns);
        _samples.Add(row, _schema.KeyPath is null ? message.Key : _decoder.Key, timeMs, message.Partition);
    }

    /// <summary>What the model is trained on.</summary>
    public SampleSet Build() => _samples.Build();
}
