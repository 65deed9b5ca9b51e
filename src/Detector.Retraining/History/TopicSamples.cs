using System.Security.Cryptography;
using System.Text;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Models.Bundles;
using Detector.Models.Training;
using Detector.Streams.Lookback;

namespace Detector.Retraining.History;

/// <summary>
/// Takes samples from what a stream's topics hold already: an even choice of the older events to train on, and one of the newest to
/// compare models on. Where rows have aggregates, all events are read, since each row looks back at those before it; else only those
/// chosen.
/// </summary>
/// <param name="schema">What the events are.</param>
/// <param name="window">What samples are made of.</param>
/// <param name="history">The topics.</param>
/// <param name="time">Says what is now.</param>
/// <param name="training">Leaves events out of those to train on; null: nothing is left out.</param>
/// <param name="comparing">The same for those held back.</param>
/// <param name="verdicts">The verdicts that the schema's aggregates count; null where they count none.</param>
internal sealed class TopicSamples(
    Schema schema, WindowSettings window, IEventHistory history, TimeProvider time, LeaveOut? training = null, LeaveOut? comparing = null,
    PastVerdicts? verdicts = null)
{
    /// <summary>More of those held back would tell no more.</summary>
    public const int MostHeldBack = 20_000;

    // Many short stretches see every hour; sequences need their events one behind the other.
    private const int Stretches = 256;
    private const int SequenceStretches = 16;

    private readonly SampleBuilder _training = new(
        schema, window, place: (partition, offset) => HistoryRows.PlaceOf(history.Topics, partition, offset));
    private readonly SampleBuilder _heldBack = new(schema, window);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<TopicPartition, int> _rows = [];

    /// <summary>Reads them; once.</summary>
    /// <param name="span">Which.</param>
    /// <param name="progress">Told now and then the share of the events that is read.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="TrainingException">There are too few, or they are not fit to train on.</exception>
    public Gathered Read(HistorySpan span, Action<double>? progress, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        var rows = new HistoryRows(schema, _training.Rows.CategoryNames, verdicts);
        IReadOnlyList<OffsetRange> all = history.Between(span.Since, span.Until, cancellation);
        (OffsetRange Older, OffsetRange Newer)[] parts = [.. all.Select(range => range.Split(span.HoldBack))];
        List<(OffsetRange Range, SampleBuilder Into)> chosen =
        [
            .. Choose(parts.Select(part => part.Older), span.Rows, _training),
            .. Choose(parts.Select(part => part.Newer), Math.Min(MostHeldBack, span.Rows), _heldBack),
        ];
        chosen.Sort((one, other) => Order(one.Range).CompareTo(Order(other.Range)));
        IReadOnlyList<OffsetRange> read = rows.Reach is { } reach && span.Since is { } since
            ? history.Between(since - reach, span.Until, cancellation)
            : rows.Reach is null ? [.. chosen.Select(stretch => stretch.Range)] : all;
        Read(rows, chosen, read, progress, cancellation);
        Check(rows, span, all);
        return new Gathered(_training.Build(), _heldBack.Build(), LineageOf(span, now, parts, rows), rows.FirstReason);
    }

    private IEnumerable<(OffsetRange, SampleBuilder)> Choose(IEnumerable<OffsetRange> of, int limit, SampleBuilder into) =>
        OffsetRange.Thin([.. of], limit, window.IsSequence ? SequenceStretches : Stretches).Select(range => (range, into));

    private void Read(
        HistoryRows rows, List<(OffsetRange Range, SampleBuilder Into)> chosen, IReadOnlyList<OffsetRange> read,
        Action<double>? progress, CancellationToken cancellation)
    {
        long total = read.Sum(range => range.Count);
        long seen = 0;
        int at = 0;
        history.Read(read, Add, cancellation);

        void Add(in EventView message)
        {
            if (++seen % 10_000 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Invoke((double)seen / total);
            }

            (int, int, long) place = Order(new OffsetRange(message.Partition, message.Offset, 0));
            while (at < chosen.Count && place.CompareTo(Order(chosen[at].Range with { Start = chosen[at].Range.End })) >= 0)
            {
                chosen[at].Into.EndPart();
                at++;
            }

            SampleBuilder? into = at < chosen.Count && place.CompareTo(Order(chosen[at].Range)) >= 0 ? chosen[at].Into : null;
            if (rows.Add(message, into, into == _training ? training : comparing) && into == _training)
            {
                Note(message);
            }
        }
    }

    private void Note(in EventView message)
    {
        _rows[message.Partition] = _rows.GetValueOrDefault(message.Partition) + 1;
        _hash.AppendData(Encoding.UTF8.GetBytes(
            $"{history.Topics[message.Partition.Topic]}\n{message.Partition.Partition}\n{message.Offset}\n{message.Payload.Length}\n"));
        _hash.AppendData(message.Payload);
    }

    private void Check(HistoryRows rows, HistorySpan span, IReadOnlyList<OffsetRange> all)
    {
        rows.Check();
        if (_rows.Values.Sum() < Trainer.FewestSamples)
        {
            string from = span.Since is { } since ? $" since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "";
            string to = span.Until is { } until ? $" until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "";
            throw new TrainingException(
                $"{string.Join(", ", history.Topics)} {(history.Topics.Count == 1 ? "has" : "have")} {all.Sum(range => range.Count)} "
                + $"events{from}{to}, of which {_rows.Values.Sum()} can be trained on when the newest are held back"
                + (training is { Confirmed: var confirmed, Alerted: var alerted } && confirmed + alerted > 0
                    ? $" and {confirmed + alerted} anomalies left out; " : "; ")
                + $"at least {Trainer.FewestSamples} are needed, and some thousand are good.");
        }
    }

    private Lineage LineageOf(
        HistorySpan span, DateTimeOffset now, IEnumerable<(OffsetRange Older, OffsetRange Newer)> parts, HistoryRows rows) => new()
    {
        Since = span.Since,
        Until = span.Until ?? now,
        Rejected = rows.Rejected,
        LeftOut = training is null ? null : new(training.Confirmed, training.Alerted),
        Parts = [.. parts.Select(part => new LineagePart(
            history.Topics[part.Older.Partition.Topic], part.Older.Partition.Partition, part.Older.Start, part.Older.End, part.Newer.End,
            _rows.GetValueOrDefault(part.Older.Partition)))],
        Hash = Convert.ToHexStringLower(_hash.GetHashAndReset()),
    };

    private static (int Topic, int Partition, long Start) Order(OffsetRange range) =>
        (range.Partition.Topic, range.Partition.Partition, range.Start);
}
