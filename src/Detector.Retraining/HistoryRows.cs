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
    private readonly double[] _decoded;
    private readonly double[] _row;

    public HistoryRows(Schema schema, int steps)
    {
        _schema = schema;
        _samples = new SampleBuilder(schema, steps);
        _decoder = StreamDecoder.Create(schema, _samples.Rows.CategoryNames);
        _stage = new RowStage(schema);
        _decoded = new double[schema.Decoded.Count];
        _row = _stage.IsEmpty ? _decoded : new double[schema.FieldCount];
        StandIns = new StandInCounts(schema.FieldCount);
    }

    /// <summary>Events that cannot be decoded.</summary>
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
        DecodeResult result = _decoder.Decode(message.Payload, _decoded);
        if (!result.Ok)
        {
            Rejected++;
            FirstReason ??= _decoder.Reason(result, message.Payload);
            return;
        }

        if (!_stage.IsEmpty)
        {
            long timeMs = _schema.TimePath is null ? message.TimestampMs : _decoder.TimeMs;
            _stage.Widen(message.Partition, message.Offset, timeMs, _decoded, _row);
        }

        Good++;
        StandIns.Add(_decoder.StandIns);
        _samples.Add(_row, _schema.KeyPath is null ? message.Key : _decoder.Key);
    }

    /// <summary>What the model is trained on.</summary>
    public SampleSet Build() => _samples.Build();
}
