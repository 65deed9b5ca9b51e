using System.Reflection;
using Confluent.Kafka;

namespace Detector.Kafka.Settings;

/// <summary>Judges librdkafka's options by name, before a client is made with them.</summary>
internal static class ClientOptions
{
    /// <summary>What each delivery guarantee hangs on; changing one would break it silently.</summary>
    private static readonly Dictionary<string, string> Reserved = new()
    {
        ["bootstrap.servers"] = "Bootstrap",
        ["group.id"] = "Group",
        ["group.protocol"] = "GroupProtocol",
        ["group.instance.id"] = "InstanceId",
        ["auto.offset.reset"] = "StartFrom",
        ["enable.auto.commit"] = "",
        ["enable.auto.offset.store"] = "",
        ["partition.assignment.strategy"] = "",
        ["statistics.interval.ms"] = "",
        ["enable.idempotence"] = "",
        ["acks"] = "",
        ["message.timeout.ms"] = "",
        ["transactional.id"] = "",
    };

    /// <summary>What only members of the classic protocol may say; in the other the brokers' settings of the group rule.</summary>
    public static readonly string[] OfClassicProtocol = ["session.timeout.ms", "heartbeat.interval.ms", "group.protocol.type"];

    /// <summary>What only members of the new protocol may say.</summary>
    public static readonly string[] OfConsumerProtocol = ["group.remote.assignor"];

    /// <summary>Names of options that a consumer knows.</summary>
    public static readonly Lazy<IReadOnlySet<string>> Consumer = new(() => NamesOf(new ConsumerConfig()));

    /// <summary>Names of options that a producer knows.</summary>
    public static readonly Lazy<IReadOnlySet<string>> Producer = new(() => NamesOf(new ProducerConfig()));

    public static IEnumerable<string> Problems(IReadOnlyDictionary<string, string> options, Lazy<IReadOnlySet<string>> known)
    {
        foreach (string name in options.Keys)
        {
            if (Reserved.TryGetValue(name, out string? setting))
            {
                yield return setting.Length > 0
                    ? $"'{name}' is set by {setting}"
                    : $"'{name}' is fixed: at-least-once delivery and the metrics rest on it";
            }
            else if (!known.Value.Contains(name))
            {
                yield return $"librdkafka has no option '{name}' here";
            }
        }
    }

    // Each typed property of the client's configuration stores its value under librdkafka's name for it.
    private static IReadOnlySet<string> NamesOf(ClientConfig config)
    {
        foreach (PropertyInfo property in config.GetType().GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0))
        {
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            property.SetValue(config, type == typeof(string) ? "" : type.IsEnum ? Enum.GetValues(type).GetValue(0) : Activator.CreateInstance(type));
        }

        return config.Select(option => option.Key).Where(name => !name.StartsWith("dotnet.", StringComparison.Ordinal)).ToHashSet();
    }
}
