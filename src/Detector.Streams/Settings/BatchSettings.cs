using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Batches;
using Detector.Core.Schemas;

namespace Detector.Streams.Settings;

/// <summary>How events are gathered into batches for scoring.</summary>
public sealed record BatchSettings
{
    [Range(1, 1 << 20), Description("At most so many events are scored together, fewer where they are wide: about four million numbers.")]
    public int Size { get; init; } = 4096;

    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    [Description("The longest an event waits for others to be scored with, such as \"5ms\".")]
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Events of a schema that are scored together at most, each with so many steps.</summary>
    public int SizeFor(Schema schema, int steps) => BatchLimit.For(schema.FieldCount * steps, Size);
}
