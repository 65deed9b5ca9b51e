using Detector.Data.Files;
using Detector.Models.Bundles;

namespace Detector.Data.Generation;

/// <summary>
/// Made sequences of a stream without a key, as a folder of CSV files, 000001.csv and so on: in one file they would be read as one
/// sequence, across their borders.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="bundle">The model whose sequences they are.</param>
/// <param name="conditions">What it is told.</param>
public sealed class GeneratedSequences(string folder, Bundle bundle, Conditions conditions)
{
    /// <summary>Whether a model's samples are such sequences.</summary>
    public static bool AreMadeBy(Bundle bundle) => bundle.Shape.HasSteps && bundle.Schema.KeyPath is null;

    /// <summary>Writes a sequence.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="rows">[steps * fields].</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(long number, double[] rows)
    {
        using var file = new OutputFile(GeneratedSamples.FileOf(folder, number, ".csv"), TextWriter.Null);
        new GeneratedTable(file.Writer, bundle, conditions).Write(number, rows);
        file.Complete();
    }
}
