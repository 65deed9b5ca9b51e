using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Streams.Settings;

/// <summary>Where what is known of keys is kept between two runs, beside the topic itself, which it can always be made of again.</summary>
public sealed record StateStoreSettings
{
    [Description("Folder: snapshots in the registry's folder of the stream. None: a start reads the topic again, as far back as the "
        + "longest window reaches.")]
    public StateStore Store { get; init; } = StateStore.Folder;

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00"), Description("Time between two snapshots of a partition.")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);
}
