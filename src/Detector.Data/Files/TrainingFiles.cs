using System.Text;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Data.Files;

/// <summary>Reads whole files as the samples that a stream's model is trained on.</summary>
/// <param name="schema">The stream's schema.</param>
/// <param name="steps">Rows a sample: over 1 for sequences.</param>
/// <param name="memory">Bytes of rows that are kept in memory; more of them go to a temporary file. By default a quarter of the machine's memory.</param>
public sealed class TrainingFiles(Schema schema, int steps, long? memory = null)
{
    private const int CheckEvery = 1024;

    /// <summary>The rows of the files in their order; those of a sequence's key stand together. Every file starts its sequences anew.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="label">Where it is given, anomalies are left out.</param>
    /// <param name="rejected">Told of the records that cannot be decoded.</param>
    /// <param name="progress">Told now and then what is read: the file, and its share that was read.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="DataException">A file cannot be read, or no record of any can be.</exception>
    public SampleSet Read(IReadOnlyList<string> paths, LabelColumn? label, RejectedRows rejected, Action<string, double> progress, CancellationToken ct)
    {
        var rows = new RowSet(schema.FieldCount, store: Store());
        var starts = new List<int>();
        var labels = new FoundLabels(label);
        bool any = false;
        foreach (string path in paths)
        {
            using var reader = new DatasetReader(schema, path, rows.CategoryNames, label, labels);
            bool grouped = steps > 1 && schema.KeyPath is not null;
            var keys = new Dictionary<string, int>(StringComparer.Ordinal);
            var keyOf = new List<int>();
            using SpillingStore arrived = Store();
            RowSet read = grouped ? new RowSet(schema.FieldCount, rows.CategoryNames, arrived) : rows;
            int start = rows.Count;
            long before = rejected.Count;
            long records = 0;
            while (reader.Next())
            {
                records++;
                if (!reader.Result.Ok)
                {
                    rejected.Add(reader);
                }
                else if (label is null || !reader.IsAnomaly)
                {
                    rejected.Add(reader);
                    read.Add(reader.Row);
                    if (grouped)
                    {
                        keyOf.Add(Number(keys, Encoding.UTF8.GetString(reader.Key)));
                    }
                }

                if (records % CheckEvery == 0)
                {
                    ct.ThrowIfCancellationRequested();
                    progress(path, reader.Fraction);
                }
            }

            any |= records > 0;
            rejected.CheckMost(path, before, records);
            foreach (IGrouping<int, int> key in Enumerable.Range(0, keyOf.Count).GroupBy(row => keyOf[row]))
            {
                starts.Add(rows.Count);
                foreach (int row in key)
                {
                    rows.Add(read.Row(row));
                }
            }

            if (!grouped && rows.Count > start)
            {
                starts.Add(start);
            }
        }

        labels.Check();
        rejected.CheckValues();
        return rows.Count > 0 ? Samples(rows, starts) : throw new DataException(any
            ? $"every record of {string.Join(", ", paths)} is an anomaly by its label {label!.Name}; --anomaly or --usual names the "
                + "text that counts"
            : $"no record in {string.Join(", ", paths)}");
    }

    private SampleSet Samples(RowSet rows, List<int> starts) =>
        schema.Frame is { } frame ? SampleSet.Images(rows, frame.Pixels == PixelFormat.Rgb24 ? 3 : 1, frame.Height, frame.Width)
            : steps > 1 ? SampleSet.Sequences(rows, steps, starts)
            : SampleSet.Vectors(rows);

    private SpillingStore Store() => new(memory ?? (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4), Path.GetTempPath());

    private static int Number(Dictionary<string, int> keys, string key)
    {
        if (!keys.TryGetValue(key, out int number))
        {
            keys.Add(key, number = keys.Count);
        }

        return number;
    }
}
