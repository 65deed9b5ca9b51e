using System.Text.RegularExpressions;
using Detector.Core.Text;

namespace Detector.Kafka.Settings;

/// <summary>A text must be brokers to start from: host:port, separated by commas.</summary>
public sealed partial class BrokerListAttribute : TextRuleAttribute
{
    private const int LastPort = 65535;

    /// <inheritdoc/>
    public override string Pattern
    {
        get
        {
            const string broker = @"\s*([^\s,:/\[\]]+|\[[0-9A-Fa-f:.%]+\])(:[0-9]{1,5})?\s*";
            return $"{broker}(,{broker})*";
        }
    }

    /// <summary>Whether two lists have a broker in common, and so are of one cluster.</summary>
    public static bool IsSameCluster(string one, string other) => Addresses(one).Overlaps(Addresses(other));

    /// <inheritdoc/>
    protected override string? Problem(string text)
    {
        if (text.Length == 0)
        {
            return "is empty; name brokers to start from, such as \"kafka-1:9092,kafka-2:9092\"";
        }

        string[] problems = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(BrokerProblem).OfType<string>()];
        return problems.Length == 0 ? null : string.Join("; ", problems);
    }

    private static string? BrokerProblem(string broker)
    {
        if (broker.Contains("://", StringComparison.Ordinal))
        {
            return $"'{broker}': a broker is host:port; Security:Protocol says how it is reached";
        }

        Match match = BrokerPattern().Match(broker);
        return broker.Length == 0 ? "there is a comma with no broker beside it"
            : broker.EndsWith(':') ? $"'{broker}' has no port behind its colon"
            : broker.StartsWith(':') ? $"'{broker}' has no host; a broker is host:port"
            : !match.Success ? $"'{broker}' is no broker; one is host:port, such as kafka-1:9092 or [::1]:9092"
            : match.Groups["port"].Value is { Length: > 0 } port && !(int.TryParse(port, out int number) && number is > 0 and <= LastPort)
                ? $"'{broker}' has the port {port}; ports are 1 to {LastPort}"
            : null;
    }

    // Names of this machine are one.
    private static HashSet<string> Addresses(string list) =>
    [
        .. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(broker => BrokerPattern().Match(broker))
            .Select(match => Host(match.Groups["host"].Value.ToLowerInvariant()) + ":" + Port(match.Groups["port"].Value)),
    ];

    private static string Host(string name) => name is "127.0.0.1" or "[::1]" ? "localhost" : name;

    private static string Port(string number) => number.Length == 0 ? "9092" : number;

    [GeneratedRegex(@"\A(?<host>[\p{L}\p{N}._-]+|\[[0-9A-Fa-f:.%a-z]+\])(:(?<port>[^:]*))?\z")]
    private static partial Regex BrokerPattern();
}
