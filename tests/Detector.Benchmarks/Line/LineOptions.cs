using System.Globalization;

namespace Detector.Benchmarks.Line;

/// <summary>How much the line benchmark measures.</summary>
/// <param name="Events">Messages in the topic.</param>
/// <param name="Rounds">Runs of raw consumer and daemon, in turn.</param>
/// <param name="Seconds">Time over which latency is taken.</param>
/// <param name="Rate">Events a second at which latency is taken; 0 for half of what the daemon did at most.</param>
internal sealed record LineOptions(int Events = 1_000_000, int Rounds = 3, int Seconds = 20, int Rate = 0)
{
    public static LineOptions Parse(string[] arguments)
    {
        var options = new LineOptions();
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            int value = int.Parse(arguments[i + 1], CultureInfo.InvariantCulture);
            options = arguments[i] switch
            {
                "--events" => options with { Events = value },
                "--rounds" => options with { Rounds = value },
                "--rate" => options with { Rate = value },
                "--seconds" => options with { Seconds = value },
                _ => throw new ArgumentException($"unknown option {arguments[i]}"),
            };
        }

        return options;
    }
}
