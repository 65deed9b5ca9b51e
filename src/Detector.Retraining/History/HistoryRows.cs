using System.Globalization;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Frames;
using Detector.Models.Training;
using Detector.Streams.Lookback;

namespace Detector.Retraining.History;

/// <summary>Decodes a topic's events into rows.</summary>
internal sealed class HistoryRows
{
    private readonly Schema _schema;
    private readonly PastVerdicts? _verdicts;
    private readonly IMessageDecoder _decoder;
    private readonly RowStage _stage;
    private readonly ArrayStore _decoded;
    private readonly ArrayStore _row;
    private readonly StandInCounts _standIns;

    /// <param name="schema">What the events are.</param>
    /// <param name="names">Learns what their categories are called.</param>
    /// <param name="verdicts">The verdicts that aggregates count; null where they count none.</param>
    public HistoryRows(Schema schema, CategoryNames names, PastVerdicts? verdicts = null)
    {
        (_schema, _verdicts) = (schema, verdicts);
        _decoder = StreamDecoder.Create(schema, names);
        _stage = new RowStage(schema, verdicts: verdicts?.Names);
        verdicts?.Tell(_stage);
        _decoded = ArrayStore.Of(schema.Decoded.Count, schema.Layout.HasPlanes);
        _row = _stage.IsEmpty ? _decoded : ArrayStore.Of(schema.FieldCount, arePixels: false);
        _standIns = new StandInCounts(schema.FieldCount);
    }

    /// <summary>How far before a row its aggregates look; null where there are none.</summary>
    public TimeSpan? Reach => _stage.IsEmpty ? null : _stage.Reach;

    /// <summary>Events to take in that cannot be decoded, or have no time, as they would be dead letters in the live line.</summary>
    public long Rejected { get; private set; }

    /// <summary>Why the first of these cannot; null where all can.</summary>
    public string? FirstReason { get; private set; }

    /// <summary>Events that were taken in.</summary>
    public long Good { get; private set; }

    /// <summary>Decodes an event.</summary>
    /// <param name="message">The event.</param>
    /// <param name="into">Takes its row; null: it is only kept for the aggregates of later ones.</param>
    /// <param name="rule">Leaves it out of them, though aggregates see it; null: nothing is left out.</param>
    /// <returns>Whether it was taken.</returns>
    public bool Add(in EventView message, SampleBuilder? into, LeaveOut? rule = null)
    {
        RowSpan decoded = _decoded.Slice(0, _schema.Decoded.Count);
        RowSpan row = _row.Slice(0, _schema.FieldCount);
        DecodeResult result = _decoder.Decode(message.Payload, decoded);
        string reason = "";
        if (!result.Ok || (_schema.TimePath is null
            && EventTime.CheckTimestamp(message.TimestampMs, out reason) != DecodeErrorKind.None))
        {
            Rejected += into is null ? 0 : 1;
            FirstReason ??= into is null ? null : result.Ok ? reason : _decoder.Reason(result, message.Payload);
            return false;
        }

        long timeMs = _schema.TimePath is null ? message.TimestampMs : _decoder.TimeMs;
        ReadOnlySpan<byte> key = _schema.KeyPath is null ? message.Key : _decoder.Key;
        bool hasKey = _schema.KeyPath is not null || message.HasKey;
        _schema.Masks?.Apply(key, decoded.Pixels);
        if (_stage.IsPivoted)
        {
            AddRows(message, timeMs, key, decoded.Numbers, into, rule);
            return true;
        }

        if (!_stage.IsEmpty)
        {
            EventName name = _verdicts?.Of(message, hasKey, key, timeMs) ?? default;
            _stage.Widen(message.Partition, message.Offset, timeMs, decoded.Numbers, row.Numbers, name);
        }

        if (into is null || rule?.Takes(message, hasKey, key, timeMs) == false)
        {
            return false;
        }

        Good++;
        _standIns.Add(_decoder.StandIns);
        into.Add(row, key, timeMs, message.Partition, message.Offset);
        return true;
    }

    private void AddRows(
        in EventView message, long timeMs, ReadOnlySpan<byte> key, ReadOnlySpan<double> decoded, SampleBuilder? into, LeaveOut? rule)
    {
        var metric = new PivotMessage
        {
            Offset = message.Offset, QueuedMs = message.TimestampMs, TimeMs = timeMs, Key = key,
            HasKey = _schema.KeyPath is not null || message.HasKey, Decoded = decoded,
        };
        RowSpan row = _row.Slice(0, _schema.FieldCount);
        while (_stage.TryPivot(message.Partition, metric, out PivotRow made))
        {
            if (!made.Result.Ok)
            {
                Rejected += into is null ? 0 : 1;
                FirstReason ??= into is null ? null : made.Reason(_schema);
                continue;
            }

            _stage.Widen(message.Partition, message.Offset, made.TimeMs, made.Values, row.Numbers);
            var last = new EventView
            {
                Partition = message.Partition, Offset = made.Offset, TimestampMs = made.QueuedMs, Key = made.Key, HasKey = made.HasKey,
                Payload = default,
            };
            if (into is not null && rule?.Takes(last, made.HasKey, made.Key, made.TimeMs) != false)
            {
                Good++;
                _standIns.Add(made.StandIns);
                into.Add(row, made.Key, made.TimeMs, message.Partition, made.Offset);
            }
        }
    }

    /// <summary>Where an event is, for people.</summary>
    public static string PlaceOf(IReadOnlyList<string> topics, TopicPartition partition, long offset) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(topics.Count > 1 ? $"{topics[partition.Topic]}, " : "")}partition {partition.Partition}, offset {offset}");

    /// <summary>Makes sure that something can be learned of what was taken in.</summary>
    /// <exception cref="TrainingException">No event can be decoded, or a field has only stand-ins.</exception>
    public void Check()
    {
        if (Good == 0 && Rejected > 0)
        {
            throw new TrainingException($"none of {Rejected} events can be decoded; the first: {FirstReason}.");
        }

        for (int field = 0; field < _standIns.Counts.Length; field++)
        {
            if (_standIns.Counts[field] == Good)
            {
                throw new TrainingException(_schema.Fields[field].NoValue + ".");
            }
        }
    }
}
