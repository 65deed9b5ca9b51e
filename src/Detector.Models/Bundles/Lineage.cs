using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Detector.Models.Bundles;

/// <summary>Which events of a stream's topics a model was trained on: enough to read the same ones again.</summary>
public sealed record Lineage
{
    /// <summary>The Kafka timestamp from which on events were taken; left out: the oldest that was there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>The Kafka timestamp before which they were taken.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Events that could not be decoded.</summary>
    [Range(0, long.MaxValue)]
    public required long Rejected { get; init; }

    /// <summary>What was chosen and not trained on; left out where nothing was to be, as in bundles of releases that knew no such choice.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LeftOut? LeftOut { get; init; }

    /// <summary>Where they lie, a partition each.</summary>
    public required IReadOnlyList<LineagePart> Parts { get; init; }

    /// <summary>SHA-256 over topic, partition, offset and bytes of each event, in the order of reading; lower-case hexadecimal.</summary>
    [StringLength(64, MinimumLength = 64)]
    public required string Hash { get; init; }
}

/// <summary>Events that were chosen and not trained on, as they were no usual ones.</summary>
/// <param name="Confirmed">Those that somebody has confirmed as anomalies.</param>
/// <param name="Alerted">Those that were alerted, and nobody has said anything of.</param>
public sealed record LeftOut(
    [property: Range(0, int.MaxValue)] int Confirmed, [property: Range(0, int.MaxValue)] int Alerted);
