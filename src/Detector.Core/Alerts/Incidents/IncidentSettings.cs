using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Samples;

namespace Detector.Core.Alerts.Incidents;

/// <summary>How anomalous events that belong together are told as one.</summary>
public sealed record IncidentSettings : IValidatableObject
{
    /// <summary>No incident is kept open for longer: so long a stream's offsets wait for it.</summary>
    public static readonly TimeSpan LongestAllowed = TimeSpan.FromMinutes(10);

    [Description("Whether anomalous events of a key that follow one another are one incident, with an alert at its start and one at its "
        + "end. Default: yes for frames, no for all else.")]
    public bool? Enabled { get; init; }

    [Description("An incident is over when its key has had no anomalous event for so long, by the events' own times.")]
    public TimeSpan Gap { get; init; } = TimeSpan.FromSeconds(30);

    [Range(1, 10_000), Description("Anomalous events that make an incident; fewer raise no alert.")]
    public int Events { get; init; } = 1;

    [Description("An incident that lasts longer is closed, and what follows is another: its offsets are not committed while it is open. "
        + "At most 00:10:00.")]
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(5);

    [Description("An incident that lasts at least so long is critical, however high its score.")]
    public TimeSpan CriticalAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Null where anomalous events of such samples are told one by one.</summary>
    public IncidentSettings? For(SampleLayout layout) => Enabled ?? layout.HasPlanes ? this : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Gap <= TimeSpan.Zero)
        {
            yield return new ValidationResult("must be longer than nothing", [nameof(Gap)]);
        }

        if (Longest <= TimeSpan.Zero || Longest > LongestAllowed)
        {
            yield return new ValidationResult("must be longer than nothing and at most 00:10:00", [nameof(Longest)]);
        }

        if (CriticalAfter < TimeSpan.Zero)
        {
            yield return new ValidationResult("must not be negative", [nameof(CriticalAfter)]);
        }
    }
}
