using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Core.Drift;

/// <summary>When a stream is said to have drifted from what its model was trained on.</summary>
public sealed record DriftSettings
{
    [Description("Whether drift is watched.")]
    public bool Watch { get; init; } = true;

    [Range(200, 10_000_000)]
    [Description("So many events at least are compared with the training rows at a time; of a busy stream's batch 256 are looked at.")]
    public int Events { get; init; } = 5000;

    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    [Description("So long at least they are gathered; a stream with a rhythm, such as a daily one, wants a whole turn of it.")]
    public TimeSpan Span { get; init; } = TimeSpan.FromMinutes(1);

    [Range(0.02, 10.0)]
    [Description("The population stability index (PSI) from which a field has drifted; from half of it, it moves.")]
    public double Psi { get; init; } = 0.2;

    [Range(1.02, 100.0)]
    [Description("The usual score has drifted where it is so many times as high as it was at first, or as low.")]
    public double ScoreFactor { get; init; } = 1.25;

    [Range(1.0, 100.0)]
    [Description("The share of events over the threshold has drifted where it is, beyond chance, "
        + "over so many times what was asked for (Threshold:Target), or under that part of it.")]
    public double AlertFactor { get; init; } = 2;

    [Range(0.05, 1.0)]
    [Description("What is said at once: so large a share of a hundred events in a row, or of a minute's, is over the threshold.")]
    public double Burst { get; init; } = 0.8;
}
