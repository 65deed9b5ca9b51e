using Detector.Core.Schemas;

namespace Detector.Data.Files;

/// <summary>What tells the truth about each row of a file: one of its columns; for frames, which have none, a file of labels.</summary>
/// <param name="Name">The column's name, or its path in JSON; the path of the file of labels.</param>
/// <param name="Anomaly">The text that stands for an anomaly, every other for a usual row.</param>
/// <param name="Usual">The text that stands for a usual row, every other for an anomaly.
/// Where neither is given, labels say 1 or 0, true or false.</param>
public sealed record LabelColumn(string Name, string? Anomaly = null, string? Usual = null)
{
    /// <summary>The column as a field of a schema, which makes it a number of each row.</summary>
    public FieldSettings Field =>
        new() { Name = Name, Kind = Anomaly is null && Usual is null ? FieldKind.Boolean : FieldKind.Categorical };
}
