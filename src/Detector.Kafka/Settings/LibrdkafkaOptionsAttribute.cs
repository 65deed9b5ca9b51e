using Detector.Core.Text;

namespace Detector.Kafka.Settings;

/// <summary>Options by name must be librdkafka's, of a client of this kind, and none that the product sets itself.</summary>
public sealed class LibrdkafkaOptionsAttribute(ClientKind kind) : SettingRuleAttribute
{
    /// <summary>The names that may be given.</summary>
    public IEnumerable<string> Names => ClientOptions.FreeNames(kind);

    /// <inheritdoc/>
    public override IEnumerable<(string Place, string Message)> Problems(object? value) =>
        ClientOptions.Problems((IReadOnlyDictionary<string, string>)value!, kind);
}
