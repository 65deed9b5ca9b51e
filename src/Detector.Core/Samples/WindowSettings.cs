using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Detector.Core.Samples;

/// <summary>How many events make a sample, and which.</summary>
public sealed record WindowSettings
{
    [Range(1, 10_000)]
    [Description("Events a sample: 1 looks at each event alone; "
        + "more make a sequence of the event and those before it with the same key.")]
    public int Steps { get; init; } = 1;

    [Range(1, 1000)]
    [Description("How many events a step lies behind the one before it: with 10 a sequence is the event, the tenth before it and so on.")]
    public int Stride { get; init; } = 1;

    [Description("Whose events are a sequence: Key (those with the same key) or Partition (all of a partition, "
        + "such as one machine's metrics; of a file, all of the file).")]
    public SequenceOf Of { get; init; } = SequenceOf.Key;

    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    [Description("The longest time from one event of a sequence to the next; after a longer one another begins. "
        + "Needs Schema:Time. 0: none is too long.")]
    public TimeSpan Gap { get; init; }

    [Description("What is done with an event before which there are too few: Pad scores it with steps that are absent, "
        + "Wait scores none before a sequence is full.")]
    public UntilFull UntilFull { get; init; } = UntilFull.Pad;

    /// <summary>Events from a sequence's first to its last.</summary>
    [JsonIgnore]
    public int Span => checked(((Steps - 1) * Stride) + 1);

    /// <summary>Whether samples are made of several events.</summary>
    [JsonIgnore]
    public bool IsSequence => Steps > 1;
}
