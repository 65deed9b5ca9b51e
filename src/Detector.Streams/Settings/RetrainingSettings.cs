using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Text;
using Detector.Models.Training;

namespace Detector.Streams.Settings;

/// <summary>When a stream trains its own models, on what, and whether they may serve.</summary>
public sealed record RetrainingSettings
{
    [ZeroOrInRange(Trainer.FewestSamples, 100_000_000)]
    [Description("Where the registry has no model: train one on so many events of the stream's own topics, "
        + "the oldest first, before scoring starts. 0: wait for `detector train`.")]
    public int FirstModelEvents { get; init; }

    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    [Description("Train anew so long after the last training began, such as \"1d\". 0: not by the clock.")]
    public TimeSpan Every { get; init; }

    [Cron]
    [Description("Train anew at these times (UTC), a cron schedule of minute, hour, day, month and day of the week, such as "
        + "\"0 3 * * *\". "
        + "Default: not by a schedule.")]
    public string? Schedule { get; init; }

    [Range(0, 2_000_000_000)]
    [Description("Train anew when this member has scored so many events since the last training. 0: however many.")]
    public int AfterEvents { get; init; }

    [Description("Train anew when the stream has drifted from what its model was trained on (section Drift), on the time since it began "
        + "and as long before.")]
    public bool OnDrift { get; init; }

    [Range(Trainer.FewestSamples, 100_000_000)]
    [Description("With OnDrift: events of the changed world that this member has to score first. Where a day has its rhythm, a model of "
        + "less than a day of it does not know the other hours.")]
    public int DriftEvents { get; init; } = 1000;

    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    [Description("Up to so much later than the clock or the schedule says, at random, so that streams do not all train at once.")]
    public TimeSpan Jitter { get; init; }

    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    [Description("The least time from the beginning of one training to the next, unless somebody asks for one.")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromMinutes(10);

    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    [Description("How far back the events lie that are trained on, by their Kafka timestamps.")]
    public TimeSpan Since { get; init; } = TimeSpan.FromDays(14);

    [Range(Trainer.FewestSamples, 100_000_000), Description("About how many of them, an even choice over partitions and time.")]
    public int Rows { get; init; } = 100_000;

    [Range(0.01, 0.5)]
    [Description("The share of each partition's events in that time, the newest, that is not trained on; models are compared on it.")]
    public double HoldBack { get; init; } = 0.1;

    [Description("What becomes of events that verdicts (section Labels) call anomalies: LeaveOut, DownWeight (one in ten of them is "
        + "trained on) or Keep. Models are not compared on them either, unless they are kept.")]
    public AnomalyUse Confirmed { get; init; } = AnomalyUse.LeaveOut;

    [Description("The same of events that were alerted and that no verdict calls usual. Where the world changes, these are what there is "
        + "to learn. Models are compared on them in any case.")]
    public AnomalyUse Alerted { get; init; } = AnomalyUse.Keep;

    [Description("Whether a training begins with the weights of the model that serves, where features and architecture are the same, "
        + "instead of with random ones.")]
    public bool WarmStart { get; init; } = true;

    [Description("WhenNotWorse: a new model serves unless it is worse than the one that does. Ask: it waits for "
        + "`detector models promote`. "
        + "Always: it serves.")]
    public PromotionPolicy Promote { get; init; } = PromotionPolicy.WhenNotWorse;

    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    [Description("With WhenNotWorse: how long a new model scores the stream beside the one that serves, without alerting, before it may "
        + "take its place. 0: it takes it at once.")]
    public TimeSpan Shadow { get; init; }

    [StringLength(4096, MinimumLength = 1)]
    [Description("A file of labelled rows that no model may do worse on than the one that serves. Default: none.")]
    public string? Golden { get; init; }

    [StringLength(249, MinimumLength = 1), Description("Its column that says which rows are anomalies: 1 or 0, true or false.")]
    public string GoldenLabel { get; init; } = "label";

    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    [Description("How long after a promotion the alert rate is watched: where it leaves its band, the model before it serves again. "
        + "0: not at all.")]
    public TimeSpan Watch { get; init; } = TimeSpan.FromMinutes(30);

    [ZeroOrInRange(256, 1 << 20)]
    [Description("Megabytes that a training may take, beyond which it is ended. 0: as many as there are.")]
    public int Memory { get; init; } = 4096;

    [Range(0, 19), Description("How much a training yields to others on the same cores (nice).")]
    public int Nice { get; init; } = 10;

    [Range(1, 256), Description("CPU threads of a training.")]
    public int Threads { get; init; } = 1;
}
