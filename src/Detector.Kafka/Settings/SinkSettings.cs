using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Alerts;

namespace Detector.Kafka.Settings;

/// <summary>Where a stream's alerts and dead letters go.</summary>
public sealed record SinkSettings : IValidatableObject
{
    [Description("Brokers of the topics below. Default: the source's, with the source's Security.")]
    public string? Bootstrap { get; init; }

    [Required(AllowEmptyStrings = false), Description("The topic that alerts are written to.")]
    public string Topic { get; init; } = "";

    [Description("The topic for messages that cannot be decoded. Default: the alerts' topic and \".dead-letters\".")]
    public string? DeadLetterTopic { get; init; }

    [Description("Create the topics where they are missing, with the broker's own number of partitions and replicas; otherwise they are waited for.")]
    public bool CreateTopics { get; init; } = true;

    [Description("How an alert is graded and what it tells.")]
    public AlertPolicySettings Policy { get; init; } = new();

    [Description("How to reach brokers that ask who is there, where Bootstrap names others than the source's.")]
    public SecuritySettings Security { get; init; } = new();

    [Description("librdkafka's own options by name, such as \"linger.ms\"; they win over the settings above.")]
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The topic for messages that cannot be decoded, whether or not the settings name it.</summary>
    public string DeadLetters => DeadLetterTopic ?? Topic + ".dead-letters";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Topic == DeadLetterTopic)
        {
            yield return new ValidationResult("must not be the alerts' topic", [nameof(DeadLetterTopic)]);
        }

        foreach (string problem in ClientOptions.Problems(Options, ClientOptions.Producer))
        {
            yield return new ValidationResult(problem, [nameof(Options)]);
        }
    }
}
