using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Kafka.Settings;

/// <summary>Where a stream's events come from.</summary>
public sealed record SourceSettings : IValidatableObject
{
    internal static readonly TimeSpan DefaultSessionTimeout = TimeSpan.FromSeconds(45);

    [Required(AllowEmptyStrings = false), BrokerList, Description("Brokers to start from, such as \"kafka-1:9092,kafka-2:9092\".")]
    public string Bootstrap { get; init; } = "";

    [MinLength(1, ErrorMessage = "a source needs at least one topic"), KafkaName, Description("The topics to read.")]
    public IReadOnlyList<string> Topics { get; init; } = [];

    [StringLength(249, MinimumLength = 1)]
    [RegularExpression("[^\\x00-\\x1f\\x7f]+", ErrorMessage = "must not have control characters")]
    [Description("The consumer group. Default: \"detector.\" and the stream's name.")]
    public string? Group { get; init; }

    [KafkaName]
    [Description("This process's own name in the group (static membership): "
        + "where it restarts within SessionTimeout, nothing is rebalanced.")]
    public string? InstanceId { get; init; }

    [Description("Where a group starts that has committed nothing yet: Earliest or Latest.")]
    public StartFrom StartFrom { get; init; } = StartFrom.Earliest;

    [Description("How the group's members share out partitions: Classic, or Consumer (KIP-848), where the brokers decide.")]
    public GroupProtocol GroupProtocol { get; init; } = GroupProtocol.Classic;

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    [Description("The group goes on without a member that has been silent for so long. "
        + "Default: 45 s; with GroupProtocol Consumer what the brokers say, and not to be set here.")]
    public TimeSpan? SessionTimeout { get; init; }

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    [Description("The longest the stream may take over what it has read before the group gives its partitions away.")]
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromMinutes(5);

    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00"), Description("How often finished offsets are committed.")]
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(1);

    [Range(1, 1024)]
    [Description("Megabytes of messages fetched ahead, the source's largest use of memory; "
        + "a fetch brings at most 1/512 of it, packed as the messages are.")]
    public int PrefetchMegabytes { get; init; } = 32;

    [Description("How to reach brokers that ask who is there.")]
    public SecuritySettings Security { get; init; } = new();

    [LibrdkafkaOptions(ClientKind.Consumer)]
    [Description("librdkafka's own options by name, such as \"fetch.max.bytes\"; those that the product sets itself are refused.")]
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (GroupProtocol == GroupProtocol.Consumer && SessionTimeout is not null)
        {
            yield return new ValidationResult(
                "cannot be set with GroupProtocol Consumer: there the brokers say "
                + "(group.consumer.session.timeout.ms, or consumer.session.timeout.ms of the group)",
                [nameof(SessionTimeout)]);
        }
        else if (GroupProtocol == GroupProtocol.Classic && MaxPollInterval < (SessionTimeout ?? DefaultSessionTimeout))
        {
            yield return new ValidationResult("must not be shorter than SessionTimeout", [nameof(MaxPollInterval)]);
        }

        for (int i = 0; i < Topics.Count; i++)
        {
            if (Topics.Take(i).Contains(Topics[i]))
            {
                yield return new ValidationResult($"'{Topics[i]}' is named twice", [$"{nameof(Topics)}:{i}"]);
            }
        }

        bool isClassic = GroupProtocol == GroupProtocol.Classic;
        foreach (string name in isClassic ? ClientOptions.OfConsumerProtocol : ClientOptions.OfClassicProtocol)
        {
            if (Options.ContainsKey(name))
            {
                // librdkafka would refuse to start with it.
                yield return new ValidationResult(
                    $"'{name}' cannot be set with GroupProtocol {GroupProtocol}", [$"{nameof(Options)}:{name}"]);
            }
        }
    }

    /// <summary>The consumer group, whether or not the settings name it.</summary>
    /// <param name="stream">The stream's name.</param>
    public string GroupOf(string stream) => Group ?? $"detector.{stream}";
}
