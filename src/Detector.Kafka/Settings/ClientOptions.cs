using System.Reflection;
using Confluent.Kafka;
using Detector.Core.Text;

namespace Detector.Kafka.Settings;

/// <summary>Judges librdkafka's options by name, before a client is made with them.</summary>
internal static class ClientOptions
{
    /// <summary>What the product sets itself: by which setting, or in one way only.</summary>
    private static readonly Dictionary<string, string> Reserved = new()
    {
        ["bootstrap.servers"] = "Bootstrap",
        ["metadata.broker.list"] = "Bootstrap",
        ["group.id"] = "Group",
        ["group.protocol"] = "GroupProtocol",
        ["group.instance.id"] = "InstanceId",
        ["auto.offset.reset"] = "StartFrom",
        ["session.timeout.ms"] = "SessionTimeout",
        ["max.poll.interval.ms"] = "MaxPollInterval",
        ["auto.commit.interval.ms"] = "CommitInterval",
        ["queued.max.messages.kbytes"] = "PrefetchMegabytes",
        ["topic.blacklist"] = "Topics",

        // Offsets are stored when all that an event caused is acknowledged, and committed in the background.
        ["enable.auto.commit"] = "",
        ["auto.commit.enable"] = "",
        ["enable.auto.offset.store"] = "",
        ["offset.store.method"] = "",
        ["group.protocol.type"] = "",
        ["partition.assignment.strategy"] = "",

        // The client would take these for an event, or tell of errors no more.
        ["enable.partition.eof"] = "",
        ["log.queue"] = "",
        ["statistics.interval.ms"] = "",
        ["internal.termination.signal"] = "",

        // A topic that is missing is waited for, or made as CreateTopics says.
        ["allow.auto.create.topics"] = "",

        // No alert is lost, sent twice by one producer, or without its headers.
        ["enable.idempotence"] = "",
        ["enable.gapless.guarantee"] = "",
        ["acks"] = "",
        ["request.required.acks"] = "",
        ["retries"] = "",
        ["message.send.max.retries"] = "",
        ["message.timeout.ms"] = "",
        ["delivery.timeout.ms"] = "",
        ["delivery.report.only.error"] = "",
        ["transactional.id"] = "",
        ["api.version.request"] = "",
    };

    /// <summary>What only members of the classic protocol may say; in the other the brokers' settings of the group rule.</summary>
    public static readonly string[] OfClassicProtocol = ["heartbeat.interval.ms"];

    /// <summary>What only members of the new protocol may say.</summary>
    public static readonly string[] OfConsumerProtocol = ["group.remote.assignor"];

    private static readonly Lazy<IReadOnlySet<string>> OfConsumers = new(() => NamesOf(new ConsumerConfig()));
    private static readonly Lazy<IReadOnlySet<string>> OfProducers = new(() => NamesOf(new ProducerConfig()));

    /// <summary>Whether the user may give an option of this name.</summary>
    public static bool IsFree(string name, ClientKind kind) => !Reserved.ContainsKey(name) && NamesFor(kind).Contains(name);

    /// <summary>Names of options that the user may give.</summary>
    public static IEnumerable<string> FreeNames(ClientKind kind) => NamesFor(kind).Where(name => !Reserved.ContainsKey(name));

    /// <summary>Names that the user may not give, and what to do instead.</summary>
    public static IEnumerable<(string Name, string Message)> Problems(IReadOnlyDictionary<string, string> options, ClientKind kind)
    {
        foreach (string name in options.Keys.Where(name => !IsFree(name, kind)))
        {
            yield return (name, Reserved.TryGetValue(name, out string? setting)
                ? setting.Length > 0
                    ? $"'{name}' is set by {setting}"
                    : $"'{name}' is fixed: that nothing is lost rests on it, or what the program tells of itself"
                : $"librdkafka has no option '{name}' for a {kind.ToString().ToLowerInvariant()}"
                    + (Nearest.Of(name, FreeNames(kind)) is { } meant ? $"; did you mean '{meant}'?" : ""));
        }
    }

    private static IReadOnlySet<string> NamesFor(ClientKind kind) => (kind == ClientKind.Consumer ? OfConsumers : OfProducers).Value;

    // Each typed property of the client's configuration stores its value under librdkafka's name for it.
    private static IReadOnlySet<string> NamesOf(ClientConfig config)
    {
        foreach (PropertyInfo property in config.GetType().GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0))
        {
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            object? value = type == typeof(string) ? ""
                : type.IsEnum ? Enum.GetValues(type).GetValue(0)
                : Activator.CreateInstance(type);
            property.SetValue(config, value);
        }

        return config.Select(option => option.Key).Where(name => !name.StartsWith("dotnet.", StringComparison.Ordinal)).ToHashSet();
    }
}
