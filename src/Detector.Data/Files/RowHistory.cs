using Detector.Core.Schemas;
using Detector.Core.State;

namespace Detector.Data.Files;

/// <summary>
/// What the rows that were read so far tell of the keys of those to come, for the aggregates: with the stage that the daemon has between
/// decoder and batch. Files
/// that are read one after the other go on with one history, in the order of the rows.
/// </summary>
/// <param name="schema">The stream's schema.</param>
/// <param name="labelDelay">How long after its row a label is known; null where labels are not to be known.</param>
public sealed class RowHistory(Schema schema, TimeSpan? labelDelay = null)
{
    private readonly RowStage _stage = new(schema);
    private long _rows;
    private long _records;

    /// <summary>Whether there are no aggregates, so that nothing is kept.</summary>
    public bool IsEmpty => _stage.IsEmpty;

    /// <summary>Rows that came so late after others that later ones do not see them.</summary>
    public long Late => _stage.Counts(default)?.Late ?? 0;

    /// <summary>Rows that were made without some of their metrics.</summary>
    public long Incomplete => _stage.Counts(default)?.Incomplete ?? 0;

    /// <summary>Whether rows are made of several records.</summary>
    public bool IsPivoted => _stage.IsPivoted;

    /// <summary>Rows of which something is kept.</summary>
    public long Rows => _rows;

    /// <summary>Reads earlier rows, which are neither trained on nor scored.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="label">What tells the truth about them; null where nothing does.</param>
    /// <param name="rejected">Told of the records that cannot be decoded.</param>
    /// <param name="progress">Told now and then what is read: the file, and its share that was read.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="DataException">A file cannot be read.</exception>
    public void Read(
        IReadOnlyList<string> paths, LabelColumn? label, RejectedRows rejected, Action<string, double> progress, CancellationToken ct)
    {
        foreach (string path in paths)
        {
            using var reader = new DatasetReader(schema, path, label: label, history: this);
            long before = rejected.Count;
            long records = 0;
            for (; reader.Next(); records++)
            {
                rejected.Add(reader);
                if (records % 1024 == 0)
                {
                    ct.ThrowIfCancellationRequested();
                    progress(path, reader.Fraction);
                }
            }

            rejected.CheckMost(path, before, records);
        }
    }

    /// <summary>Makes sure that what aggregates are made of is there.</summary>
    /// <exception cref="DataException">It is not.</exception>
    internal void Check(LabelColumn? label)
    {
        if (_stage.NeedsVerdicts && (label is null || labelDelay is null))
        {
            throw new DataException("aggregates of the schema count confirmed anomalies: --label names the column that confirms them, "
                + "--label-delay says how long after "
                + "its row a label is known");
        }
    }

    /// <summary>Makes the next decoded row a row, with what was known at its time.</summary>
    /// <param name="timeMs">Its time.</param>
    /// <param name="decoded">What was read.</param>
    /// <param name="row">[fields] out.</param>
    /// <param name="isAnomaly">Its label, which later rows may know of.</param>
    internal void Widen(long timeMs, ReadOnlySpan<double> decoded, Span<double> row, bool isAnomaly)
    {
        decoded = decoded[.._stage.DecodedCount];
        _stage.Widen(default, _records, timeMs, decoded, row);
        if (_stage.NeedsVerdicts)
        {
            _stage.Judge(default, timeMs + (long)labelDelay!.Value.TotalMilliseconds, decoded, isAnomaly);
        }

        _rows++;
        _records++;
    }

    /// <summary>The next row that a record with one metric hands out; asked for until there is none, which ends the record.</summary>
    internal bool TryPivot(long timeMs, ReadOnlySpan<byte> key, ReadOnlySpan<double> decoded, bool isAnomaly, out PivotRow made)
    {
        var metric = new PivotMessage
        {
            Offset = _records, QueuedMs = timeMs, TimeMs = timeMs, Key = key, HasKey = true, Decoded = decoded, IsAnomaly = isAnomaly,
        };
        bool isThere = _stage.TryPivot(default, metric, out made);
        _records += isThere ? 0 : 1;
        return isThere;
    }

    /// <summary>The next row that is left when a file is over.</summary>
    internal bool TryPivotLast(out PivotRow made) => _stage.TryPivotLast(default, out made);

    /// <summary>Makes a row that was made of several records a row with what was known at its time.</summary>
    internal void Widen(in PivotRow made, Span<double> row)
    {
        _stage.Widen(default, _records, made.TimeMs, made.Values, row);
        _rows++;
    }

    /// <summary>A record could not be decoded: it has its place among the others nevertheless, as its offset in a topic is.</summary>
    internal void Pass() => _records++;
}
