using System.Text;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Files;

/// <summary>Reads whole files as the samples that a stream's model is trained on.</summary>
/// <param name="schema">The stream's schema.</param>
/// <param name="steps">Rows a sample: over 1 for sequences.</param>
internal sealed class SampleFiles(Schema schema, int steps)
{
    private const int CheckEvery = 1024;

    /// <summary>The rows of the files in their order; those of a sequence's key stand together. Every file starts its sequences anew.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="label">Where it is given, anomalies are left out.</param>
    /// <param name="rejected">Told of the records that cannot be decoded.</param>
    /// <param name="progress">Told now and then what is read: the file, and its share that was read.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="InputException">A file cannot be read, or no record of any can be.</exception>
    public SampleSet Read(IReadOnlyList<string> paths, LabelColumn? label, RejectedRows rejected, Action<string, double> progress, CancellationToken ct)
    {
        var rows = new RowSet(schema.FieldCount);
        var starts = new List<int>();
        foreach (string path in paths)
        {
            using var reader = new DatasetReader(schema, path, rows.CategoryNames, label);
            var keys = new Dictionary<string, RowSet>(StringComparer.Ordinal);
            bool grouped = steps > 1 && schema.KeyPath is not null;
            int start = rows.Count;
            for (long i = 1; reader.Next(); i++)
            {
                if (!reader.Result.Ok)
                {
                    rejected.Add(reader);
                }
                else if (label is null || !reader.IsAnomaly)
                {
                    (grouped ? Group(keys, reader) : rows).Add(reader.Row);
                }

                if (i % CheckEvery == 0)
                {
                    ct.ThrowIfCancellationRequested();
                    progress(path, reader.Fraction);
                }
            }

            foreach (RowSet key in keys.Values)
            {
                starts.Add(rows.Count);
                for (int i = 0; i < key.Count; i++)
                {
                    rows.Add(key.Row(i));
                }
            }

            if (!grouped && rows.Count > start)
            {
                starts.Add(start);
            }
        }

        return rows.Count > 0 ? Samples(rows, starts)
            : throw new InputException(rejected.Reasons is [var first, ..]
                ? $"no record could be read; the first reason: {first}"
                : $"no record in {string.Join(", ", paths)}");
    }

    private SampleSet Samples(RowSet rows, List<int> starts) =>
        schema.Frame is { } frame ? SampleSet.Images(rows, frame.Pixels == PixelFormat.Rgb24 ? 3 : 1, frame.Height, frame.Width)
            : steps > 1 ? SampleSet.Sequences(rows, steps, starts)
            : SampleSet.Vectors(rows);

    private RowSet Group(Dictionary<string, RowSet> keys, DatasetReader reader)
    {
        string key = Encoding.UTF8.GetString(reader.Key);
        if (!keys.TryGetValue(key, out RowSet? rows))
        {
            keys.Add(key, rows = new RowSet(schema.FieldCount));
        }

        return rows;
    }
}
