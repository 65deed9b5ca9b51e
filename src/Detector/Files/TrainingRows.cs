using Detector.Core.Features;
using Detector.Core.Schemas;

namespace Detector.Files;

/// <summary>Reads whole files for training.</summary>
internal static class TrainingRows
{
    private const int CheckEvery = 1024;

    /// <summary>The rows of the files, in their order.</summary>
    /// <param name="schema">The stream's schema.</param>
    /// <param name="paths">The files.</param>
    /// <param name="rejected">Told of the records that cannot be decoded.</param>
    /// <param name="progress">Told now and then what is read: the file, and its share that was read.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="InputException">A file cannot be read, or no record of any can be.</exception>
    public static RowSet Read(
        Schema schema, IReadOnlyList<string> paths, RejectedRows rejected, Action<string, double> progress, CancellationToken ct)
    {
        var rows = new RowSet(schema.FieldCount);
        foreach (string path in paths)
        {
            using var reader = new DatasetReader(schema, path, rows.CategoryNames);
            for (long i = 1; reader.Next(); i++)
            {
                if (reader.Result.Ok)
                {
                    rows.Add(reader.Row);
                }
                else
                {
                    rejected.Add(reader);
                }

                if (i % CheckEvery == 0)
                {
                    ct.ThrowIfCancellationRequested();
                    progress(path, reader.Fraction);
                }
            }
        }

        return rows.Count > 0
            ? rows
            : throw new InputException(rejected.Reasons is [var first, ..]
                ? $"no record could be read; the first reason: {first}"
                : $"no record in {string.Join(", ", paths)}");
    }
}
