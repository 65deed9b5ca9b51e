using System.ComponentModel;
using Detector.Core.Drift;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.Kafka.Settings;
using Detector.Models.Settings;

namespace Detector.Streams.Settings;

/// <summary>One line from topics to alerts.</summary>
public sealed record StreamSettings
{
    [Description("Where the events come from.")]
    public SourceSettings Source { get; init; } = new();

    [Description("How a message becomes numbers.")]
    public SchemaSettings Schema { get; init; } = new();

    [Description("How many events make a sample.")]
    public WindowSettings Window { get; init; } = new();

    [Description("Which model scores the stream, and how it is trained.")]
    public ModelSettings Model { get; init; } = new();

    [Description("How the score above which an event raises an alert is learned.")]
    public ThresholdSettings Threshold { get; init; } = new();

    [Description("Where alerts and messages that cannot be decoded go.")]
    public SinkSettings Alerts { get; init; } = new();

    [Description("When the stream trains its own models.")]
    public RetrainingSettings Retraining { get; init; } = new();

    [Description("When the stream is said to have drifted from what its model was trained on.")]
    public DriftSettings Drift { get; init; } = new();

    [Description("How events are gathered into batches.")]
    public BatchSettings Batch { get; init; } = new();

    [Description("Of frames: which are not scored, where they come faster than they can be.")]
    public SkipSettings Skip { get; init; } = new();

    [Description("Where verdicts on events come from, for aggregates that count them (ConfirmedCount, ConfirmedShare) "
        + "and for trainings, which leave confirmed anomalies out (Retraining:Confirmed).")]
    public LabelSettings Labels { get; init; } = new();

    [Description("Where what is known of keys is kept between two runs, for aggregates (Schema:Aggregates).")]
    public StateStoreSettings State { get; init; } = new();
}
