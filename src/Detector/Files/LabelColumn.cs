using Detector.Core.Schemas;

namespace Detector.Files;

/// <summary>The column of a file that tells the truth about each row.</summary>
/// <param name="Name">The column's name, or its path in JSON.</param>
/// <param name="Anomaly">The text that stands for an anomaly, every other for a usual row; null where the column says 1 or 0, true or false.</param>
internal sealed record LabelColumn(string Name, string? Anomaly = null)
{
    /// <summary>The column as a field of a schema, which makes it a number of each row.</summary>
    public FieldSettings Field => new() { Name = Name, Kind = Anomaly is null ? FieldKind.Boolean : FieldKind.Categorical };
}
