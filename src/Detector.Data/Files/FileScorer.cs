using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.State;

namespace Detector.Data.Files;

/// <summary>Scores a file's records in their order, in batches, with the scorer that the daemon scores messages with.</summary>
/// <param name="schema">The model's schema.</param>
/// <param name="window">Which events make a sample of the model.</param>
/// <param name="scorer">The model.</param>
/// <param name="identity">What tells which event a row was; null where nobody asks.</param>
/// <param name="history">What earlier rows tell of keys; by default nothing.</param>
public sealed class FileScorer(
    Schema schema, WindowSettings window, IScorer scorer, RowIdentity? identity = null, RowHistory? history = null)
{
    private readonly Batch _batch = new(scorer.Capacity, schema.Layout);
    private readonly BatchScores _scores = new(scorer.Capacity);
    private readonly List<FileRow> _rows = [];
    private readonly long[] _unknown = new long[schema.FieldCount];

    /// <summary>Told of each batch, before its rows are handed over one by one.</summary>
    public Action<Batch, BatchScores>? Scored { get; init; }

    /// <summary>[fields] rows whose category the model does not know.</summary>
    public IReadOnlyList<long> Unknown => _unknown;

    /// <summary>Scores a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The column that tells the truth, where rows are to have it.</param>
    /// <param name="rejected">Told of the records that cannot be decoded.</param>
    /// <param name="take">Called for each record, in order.</param>
    /// <param name="progress">Told now and then the share of the file that is done.</param>
    /// <param name="ct">Stops the scoring.</param>
    /// <exception cref="DataException">The file cannot be read.</exception>
    public void Run(
        string path, LabelColumn? label, RejectedRows rejected, Action<ScoredRow> take, Action<double> progress, CancellationToken ct)
    {
        var labels = new FoundLabels(label);
        using var reader = new DatasetReader(
            schema, path, label: label, found: labels, keep: identity is { NeedsRecords: true }, history: history);
        var sequences = new SequenceStage(schema, window);
        for (long row = 1; reader.Next(); row++)
        {
            rejected.Add(reader);
            IReadOnlyList<string> who = identity?.Of(reader) ?? [];
            if (!reader.Result.Ok)
            {
                _rows.Add(new FileRow(row, reader.Reason(), false, who));
            }
            else if (sequences.IsEmpty || sequences.Add(default, reader.Offset, reader.TimeMs, reader.Key, reader.Row.Numbers, _batch))
            {
                _rows.Add(new FileRow(row, null, reader.IsAnomaly, who));
                reader.Row.CopyTo(_batch.NextRow);
                _batch.Add(default, row - 1, 0, reader.TimeMs, reader.Key, hasKey: !reader.Key.IsEmpty);
            }
            else
            {
                _rows.Add(new FileRow(row, $"fewer than {window.Span} events with it make its sequence", false, who));
            }

            if (_batch.IsFull || _rows.Count == 2 * scorer.Capacity)
            {
                Flush(take);
                progress(reader.Fraction);
                ct.ThrowIfCancellationRequested();
            }
        }

        Flush(take);
        labels.Check();
        identity?.CheckFound(path);
    }

    private void Flush(Action<ScoredRow> take)
    {
        if (_batch.Count > 0)
        {
            scorer.Score(_batch, _scores);
            Scored?.Invoke(_batch, _scores);
            for (int field = 0; field < _scores.Unknown.Length; field++)
            {
                _unknown[field] += _scores.Unknown[field];
            }
        }

        int index = 0;
        foreach (FileRow row in _rows)
        {
            take(new ScoredRow(row, scorer, _batch, _scores, row.Problem is null ? index++ : -1));
        }

        _rows.Clear();
        _batch.Clear();
    }
}
