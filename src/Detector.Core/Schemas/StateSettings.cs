using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Core.Schemas;

/// <summary>
/// What is kept of the keys' events. Bounds are those of one partition, or the stream's that partitions have equal shares of, so that a
/// partition's numbers do not depend on which others are read beside it.
/// </summary>
public sealed record StateSettings
{
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00"), Description("How much later than its partition's other events one may come "
        + "and still take its place among its key's; "
        + "a later one is scored and counted, but later events do not see it.")]
    public TimeSpan AllowedLateness { get; init; } = TimeSpan.FromMinutes(10);

    [Range(16, 65_536), Description("At most so many events of a key are kept, the latest; where a window has more, aggregates are "
        + "about these.")]
    public int EventsPerKey { get; init; } = 1024;

    [Range(1, 100_000_000), Description("At most so many keys (and pairs of keys) of a partition are kept (with "
        + "State:Partitions: of the stream); beyond it those that were not seen for the longest time leave.")]
    public int MaxKeys { get; init; } = 1_000_000;

    [Range(1, 1_048_576), Description("Megabytes that the keys' events of a partition may take (with "
        + "State:Partitions: of the stream); beyond it those keys leave that were not seen for the longest time.")]
    public int MaxMegabytes { get; init; } = 1024;
}
