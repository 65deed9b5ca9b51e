using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Streams.Settings;

/// <summary>How many events make a sample.</summary>
public sealed record WindowSettings
{
    [Range(1, 10_000)]
    [Description("Events a sample: 1 looks at each event alone; "
        + "more make a sequence of the event and those before it with the same key.")]
    public int Steps { get; init; } = 1;
}
