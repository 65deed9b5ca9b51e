using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Kafka.Settings;

namespace Detector.Streams.Settings;

/// <summary>A topic between a stream's topics and its line, in which a key's messages lie in one partition.</summary>
public sealed record RepartitionSettings
{
    internal const string Suffix = ".repartition";

    [Required(AllowEmptyStrings = false), Description("The key that aggregates, sequences or rows are by, and that the messages are keyed "
        + "by there: a place in the message, named as Schema:Key is.")]
    public string By { get; init; } = "";

    [KafkaName]
    [Description("The topic, on the source's brokers; it is made where it is missing and Alerts:CreateTopics allows it. "
        + "Default: the stream's name and \".repartition\".")]
    public string? Topic { get; init; }

    [Range(1, 10_000), Description("Its partitions. A key's partition follows from their number, so that it stays as it is.")]
    public int Partitions { get; init; } = 6;

    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00"), Description("How long the broker keeps messages, by their timestamps, where "
        + "the topic is made: longer than the longest window, and than the stream may be behind.")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The topic's name.</summary>
    /// <param name="stream">The stream's.</param>
    public string TopicOf(string stream) => Topic ?? stream + Suffix;
}
