using System.Globalization;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Data.Files;

/// <summary>Reads whole files as the samples that a stream's model is trained on.</summary>
/// <param name="schema">The stream's schema.</param>
/// <param name="window">How many rows make a sample, and which.</param>
/// <param name="memory">Bytes of rows that are kept in memory; more of them go to a
/// temporary file. By default a quarter of the machine's memory.</param>
/// <param name="history">What earlier rows tell of keys; by default nothing.</param>
public sealed class TrainingFiles(Schema schema, WindowSettings window, long? memory = null, RowHistory? history = null)
{
    private const int CheckEvery = 1024;

    /// <summary>
    /// The rows of the files in their order; those of a sequence's key stand together. Every file starts its sequences anew.
    /// </summary>
    /// <param name="paths">The files.</param>
    /// <param name="label">Where it is given, anomalies are left out.</param>
    /// <param name="rejected">Told of the records that cannot be decoded.</param>
    /// <param name="progress">Told now and then what is read: the file, and its share that was read.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="DataException">A file cannot be read, or no record of any can be.</exception>
    public SampleSet Read(
        IReadOnlyList<string> paths, LabelColumn? label, RejectedRows rejected, Action<string, double> progress, CancellationToken ct)
    {
        var samples = new SampleBuilder(schema, window, Store, (file, record) => PlaceOf(paths, file.Partition, record));
        var labels = new FoundLabels(label);
        RowHistory past = history ?? new RowHistory(schema);
        bool any = false;
        foreach ((int file, string path) in paths.Index())
        {
            using var reader = new DatasetReader(schema, path, samples.Rows.CategoryNames, label, labels, history: past);
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
                    samples.Add(reader.Row, reader.Key, reader.TimeMs, new(0, file), reader.Offset);
                }

                if (records % CheckEvery == 0)
                {
                    ct.ThrowIfCancellationRequested();
                    progress(path, reader.Fraction);
                }
            }

            any |= records > 0;
            rejected.CheckMost(path, before, records);
            samples.EndPart();
        }

        labels.Check();
        rejected.CheckValues();
        return samples.Rows.Count > 0 ? samples.Build() : throw new DataException(any
            ? $"every record of {string.Join(", ", paths)} is an anomaly by its label {label!.Name}; --anomaly or --usual names the "
                + "text that counts"
            : $"no record in {string.Join(", ", paths)}");
    }

    private string PlaceOf(IReadOnlyList<string> paths, int file, long record) =>
        string.Create(CultureInfo.InvariantCulture, $"{(schema.Frame is null ? "row" : "frame")} {record + 1:N0}")
        + (paths.Count > 1 ? $" of {Path.GetFileName(paths[file])}" : "");

    private SpillingStore Store() => new(
        memory ?? (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4), Path.GetTempPath(), schema.Layout.HasPlanes);
}
