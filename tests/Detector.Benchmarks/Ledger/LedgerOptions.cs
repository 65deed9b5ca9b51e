using System.Globalization;
using Detector.Kafka.Settings;

namespace Detector.Benchmarks.Ledger;

/// <summary>How long a storm lasts, and which.</summary>
/// <param name="Events">Events that are sent while it lasts.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Seed">Decides what is done to whom, and when.</param>
/// <param name="Protocols">Group protocols, one storm each.</param>
internal sealed record LedgerOptions(int Events, int Seconds, int Seed, IReadOnlyList<GroupProtocol> Protocols)
{
    public const string Usage = "ledger [--events N] [--seconds N] [--seed N] [--protocol Classic|Consumer]";

    public static LedgerOptions Parse(string[] arguments)
    {
        var options = new LedgerOptions(20_000, 120, 1, [GroupProtocol.Classic, GroupProtocol.Consumer]);
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            string value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--events" => options with { Events = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seconds" => options with { Seconds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seed" => options with { Seed = int.Parse(value, CultureInfo.InvariantCulture) },
                "--protocol" => options with { Protocols = [Enum.Parse<GroupProtocol>(value, ignoreCase: true)] },
                _ => throw new ArgumentException($"unknown option {arguments[i]}"),
            };
        }

        return options;
    }
}
