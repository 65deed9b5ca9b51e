using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Formats;

namespace Detector.Kafka.Settings;

/// <summary>Where a stream's alerts and dead letters go.</summary>
public sealed record SinkSettings : IValidatableObject
{
    [BrokerList, Description("Brokers of the topics below. Default: the source's, with the source's Security.")]
    public string? Bootstrap { get; init; }

    [Required(AllowEmptyStrings = false), KafkaName, Description("The topic that alerts are written to.")]
    public string Topic { get; init; } = "";

    [KafkaName, Description("The topic for messages that cannot be decoded. Default: the alerts' topic and \".dead-letters\".")]
    public string? DeadLetterTopic { get; init; }

    [Description("Create the topics where they are missing, with the broker's own number of partitions and replicas; "
        + "otherwise they are waited for.")]
    public bool CreateTopics { get; init; } = true;

    [Description("How an alert is graded and what it tells.")]
    public AlertPolicySettings Policy { get; init; } = new();

    [Description("How anomalous events that follow one another are told as one.")]
    public IncidentSettings Incident { get; init; } = new();

    [Description("Whether a frame's alert carries the frame, as a JPEG of under 100 kB with what is strange about it marked.")]
    public bool Pictures { get; init; } = true;

    [Description("Who is told of alerts by HTTP, beside the topic.")]
    public WebhookSettings Webhook { get; init; } = new();

    [MaxLength(IncludedColumns.Most)]
    [Description("Columns of the message, or paths of JSON, that an alert passes through as texts, so that people know which event it is: "
        + "a transaction's id, a terminal. Not for frames.")]
    public IReadOnlyList<string> Include { get; init; } = [];

    [Description("How to reach brokers that ask who is there, where Bootstrap names others than the source's.")]
    public SecuritySettings Security { get; init; } = new();

    [LibrdkafkaOptions(ClientKind.Producer)]
    [Description("librdkafka's own options by name, such as \"linger.ms\"; those that the product sets itself are refused.")]
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The topic for messages that cannot be decoded, whether or not the settings name it.</summary>
    public string DeadLetters => DeadLetterTopic ?? Topic + ".dead-letters";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DeadLetterTopic is null && DeadLetters.Length > KafkaNameAttribute.Longest)
        {
            yield return new ValidationResult(
                $"has {Topic.Length} characters, which leaves no room for the dead letters' topic, {DeadLetters}; DeadLetterTopic names "
                    + "another", [nameof(Topic)]);
        }

        if (Topic == DeadLetterTopic)
        {
            yield return new ValidationResult("must not be the alerts' topic", [nameof(DeadLetterTopic)]);
        }

        foreach ((string topic, string setting) in new[] { (Topic, nameof(Topic)), (DeadLetters, nameof(DeadLetterTopic)) })
        {
            if (topic is "__consumer_offsets" or "__transaction_state")
            {
                yield return new ValidationResult($"{topic} is Kafka's own; name another", [setting]);
            }
        }
    }
}
