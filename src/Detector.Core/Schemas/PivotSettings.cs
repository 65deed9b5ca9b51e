using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Core.Schemas;

/// <summary>Messages that carry one metric each, of which rows are made by key and time.</summary>
public sealed record PivotSettings
{
    [Required(AllowEmptyStrings = false), Description("Path of the field that names the metric. "
        + "Schema:Fields are the metrics of a row: each one's Path (or Name) is what a message calls it.")]
    public string Metric { get; init; } = "";

    [Required(AllowEmptyStrings = false), Description("Path of the field that holds the metric's value.")]
    public string Value { get; init; } = "";

    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00"), Description("Metrics of one key whose times lie in one such interval "
        + "(counted from 1970 on, UTC) make a row.")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);
}
