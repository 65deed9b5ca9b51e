using Detector.Core.Schemas;
using Detector.Data.Files;

namespace Detector.Data.Evaluation;

/// <summary>A file with anomalies and usual rows, and what tells them apart.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">What tells the truth about its rows.</param>
public sealed record LabelledFile(string Path, LabelColumn Label)
{
    /// <summary>The camera that made its frames; null where nobody says.</summary>
    public string? Camera { get; init; }

    /// <summary>Makes sure that it can be read and has both.</summary>
    /// <exception cref="DataException">It cannot, or it has not.</exception>
    public void Check(Schema schema, CancellationToken ct)
    {
        var labels = new FoundLabels(Label);
        using var reader = new DatasetReader(schema.SeenBy(Camera), Path, label: Label, found: labels);
        if (!reader.IsLasting)
        {
            throw new DataException($"{Path} is a pipe, which can be read only once, and families are compared on it one after the "
                + "other; name a file");
        }

        (bool usual, bool anomaly) = (false, false);
        while (!(usual && anomaly) && reader.Next())
        {
            ct.ThrowIfCancellationRequested();
            usual |= reader.Result.Ok && !reader.IsAnomaly;
            anomaly |= reader.Result.Ok && reader.IsAnomaly;
        }

        labels.Check();
        if (!usual || !anomaly)
        {
            throw new DataException($"{Path} has no {(usual ? "anomalies" : "usual rows")} by its label {Label.Name}, "
                + "so that nothing can be compared on it; --anomaly or --usual names the text that counts");
        }
    }
}
