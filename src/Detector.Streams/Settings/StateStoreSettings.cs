using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Schemas;
using Detector.Kafka.Settings;

namespace Detector.Streams.Settings;

/// <summary>Where what is known of keys is kept between two runs, beside the topic itself, which it can always be made of again.</summary>
public sealed record StateStoreSettings
{
    [Description("Folder: snapshots in the registry's folder of the stream. Topic: in a compacted topic, for members that share no "
        + "folder. None: a start reads the topic again, as far back as the "
        + "longest window reaches.")]
    public StateStore Store { get; init; } = StateStore.Folder;

    [KafkaName]
    [Description("The topic of Store Topic, on the source's brokers; it is made where it is missing and Alerts:CreateTopics allows it. "
        + "Default: the stream's name and \".state\".")]
    public string? Topic { get; init; }

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00"), Description("Time between two snapshots of a partition.")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    [Range(1, 10_000), Description("How many partitions the stream's topics have, all together: Schema:State:MaxKeys and MaxMegabytes "
        + "are then the whole stream's, of which each partition has its share. 1: each partition has all of it.")]
    public int Partitions { get; init; } = 1;

    [Description("A topic that the stream writes its messages to by their state key, and reads them from: where producers key them "
        + "otherwise, so that a key's events lie in several partitions. Without it the topics are read as they are.")]
    public RepartitionSettings? Repartition { get; init; }

    /// <summary>The topic that a stream's snapshots go to; null where they go to none.</summary>
    public string? TopicOf(string stream) => Store == StateStore.Topic ? Topic ?? $"{stream}.state" : null;

    /// <summary>The schema with a partition's share of the bounds: it depends on no member, and on no other partition.</summary>
    public SchemaSettings Share(SchemaSettings schema) => Partitions == 1 ? schema : schema with
    {
        State = schema.State with
        {
            MaxKeys = Math.Max(1, schema.State.MaxKeys / Partitions),
            MaxMegabytes = Math.Max(1, schema.State.MaxMegabytes / Partitions),
        },
    };
}
