using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Formats.Frames;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Frames;

namespace Detector.Streams.Lookback;

/// <summary>Looks at scored past events; they are gone when it returns.</summary>
/// <param name="batch">The events.</param>
/// <param name="scores">Their scores, by the scorer that was given.</param>
public delegate void PastVisitor(Batch batch, BatchScores scores);

/// <summary>
/// Scores what lies in a stream's topics as the stream's own line would: decoded by the schema, with what is known of keys, in the order
/// of each partition's offsets. Nothing is committed, published or buried. One thread.
/// </summary>
/// <param name="schema">The model's schema.</param>
/// <param name="window">Which events make a sample.</param>
/// <param name="scorer">The model.</param>
/// <param name="visitor">Told of each batch.</param>
/// <param name="verdicts">The verdicts that its aggregates count; null where they count none.</param>
public sealed class PastScorer(
    Schema schema, WindowSettings window, IScorer scorer, PastVisitor visitor, PastVerdicts? verdicts = null)
{
    private readonly IMessageDecoder _decoder = StreamDecoder.Create(schema);
    private readonly CameraFrames? _cameras = CameraFrames.Of(schema);
    private readonly Batch _batch = new(scorer.Capacity, schema.Layout);
    private readonly BatchScores _scores = new(scorer.Capacity);
    private readonly RowStage _stage = StageOf(schema, window, verdicts);
    private readonly double[] _decoded = new double[schema.Decoded.Count];
    private readonly double[] _row = new double[schema.FieldCount];

    /// <summary>Events that were scored.</summary>
    public long Scored { get; private set; }

    /// <summary>Events that cannot be decoded.</summary>
    public long Rejected { get; private set; }

    /// <summary>Events whose sequence is not full.</summary>
    public long Waiting { get; private set; }

    /// <summary>Why the first event that cannot be decoded cannot be; null where all can.</summary>
    public string? FirstReason { get; private set; }

    /// <summary>How far an event's time was ahead of its Kafka timestamp at most, of those that were kept; 0 where none was.</summary>
    internal long AheadMs { get; private set; }

    internal RowStage Stage => _stage;

    /// <summary>Takes an event in for what is known of its key, without scoring it.</summary>
    public void Keep(in EventView message)
    {
        if (TryDecode(message, _decoded, out long timeMs, out _))
        {
            AheadMs = Math.Max(AheadMs, timeMs - message.TimestampMs);
            _stage.Absorb(message, NameOf(message, timeMs), timeMs, KeyOf(message), HasKey(message), _decoded, _row);
        }
    }

    /// <summary>Takes an event in and scores it, by the next <see cref="Flush"/> at the latest.</summary>
    public void Score(in EventView message)
    {
        if (_stage.IsRepeat(message))
        {
            return;
        }

        RowSpan row = _batch.NextRow;
        if (!TryDecode(message, _stage.IsEmpty ? row : _decoded.AsSpan(), out long timeMs, out string reason))
        {
            Rejected++;
            FirstReason ??= reason;
            return;
        }

        ReadOnlySpan<byte> key = KeyOf(message);
        _cameras?.Take(key, timeMs, row.Pixels);
        if (_stage.IsPivoted)
        {
            ScoreRows(message, timeMs, key);
            return;
        }

        if (!_stage.IsEmpty)
        {
            _stage.Widen(message.Partition, message.Offset, timeMs, _decoded, row.Numbers, NameOf(message, timeMs));
            if (!_stage.Follow(message.Partition, message.Offset, timeMs, key, row.Numbers, _batch))
            {
                Waiting++;
                return;
            }
        }

        _batch.ComesFrom(message.Origin);
        _batch.Add(message.Partition, message.Offset, message.TimestampMs, timeMs, key, HasKey(message));
        if (_batch.IsFull)
        {
            Flush();
        }
    }

    private void ScoreRows(in EventView message, long timeMs, ReadOnlySpan<byte> key)
    {
        TopicPartition partition = message.Partition;
        var metric = new PivotMessage
        {
            Offset = message.Offset, QueuedMs = message.TimestampMs, TimeMs = timeMs, Key = key, HasKey = HasKey(message),
            Decoded = _decoded,
        };
        while (_stage.TryPivot(partition, metric, out PivotRow made))
        {
            Span<double> row = _batch.NextRow.Numbers;
            if (!made.Result.Ok)
            {
                Rejected++;
                FirstReason ??= made.Reason(schema);
                continue;
            }

            _stage.Widen(partition, message.Offset, made.TimeMs, made.Values, row);
            if (!_stage.Follow(partition, message.Offset, made.TimeMs, made.Key, row, _batch))
            {
                Waiting++;
                continue;
            }

            _batch.Add(partition, made.Offset, made.QueuedMs, made.TimeMs, made.Key, made.HasKey);
            if (_batch.IsFull)
            {
                Flush();
            }
        }
    }

    /// <summary>Scores what has not been yet.</summary>
    public void Flush()
    {
        if (_batch.Count > 0)
        {
            scorer.Score(_batch, _scores);
            Scored += _batch.Count;
            visitor(_batch, _scores);
            _batch.Clear();
        }
    }

    /// <summary>Forgets what is known of a partition's keys.</summary>
    internal void Forget(TopicPartition partition)
    {
        Flush(); // sequences of the open batch stand in what is forgotten
        _stage.Revoke(partition);
        AheadMs = 0;
    }

    private static RowStage StageOf(Schema schema, WindowSettings window, PastVerdicts? verdicts)
    {
        var stage = new RowStage(schema, window, verdicts?.Names, isForwarded: true);
        verdicts?.Tell(stage);
        return stage;
    }

    private EventName NameOf(in EventView message, long timeMs) =>
        verdicts?.Of(message, HasKey(message), KeyOf(message), timeMs) ?? default;

    private bool HasKey(in EventView message) => schema.KeyPath is not null || message.HasKey;

    private ReadOnlySpan<byte> KeyOf(in EventView message) => schema.KeyPath is null ? message.Key : _decoder.Key;

    private bool TryDecode(in EventView message, RowSpan row, out long timeMs, out string reason)
    {
        DecodeResult result = _decoder.Decode(message.Payload, row);
        timeMs = schema.TimePath is null ? message.TimestampMs : _decoder.TimeMs;
        reason = result.Ok ? "" : _decoder.Reason(result, message.Payload);
        return result.Ok
            && (schema.TimePath is not null || EventTime.CheckTimestamp(timeMs, out reason) == DecodeErrorKind.None);
    }
}
