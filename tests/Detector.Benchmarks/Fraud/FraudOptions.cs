using System.Globalization;
using System.Text;
using Detector.Models.Bundles;
using Detector.Models.Settings;

namespace Detector.Benchmarks.Fraud;

/// <summary>What the benchmark of card transactions measures.</summary>
/// <param name="Days">First training days.</param>
/// <param name="Simulated">Seeds of simulated streams, which are measured in place of the published one; none for that.</param>
/// <param name="Verdicts">Without verdicts, with them, or both.</param>
/// <param name="Parts">File for the test rows' parts; null for none.</param>
/// <param name="Models">Names and settings of the models.</param>
internal sealed record FraudOptions(
    IReadOnlyList<int> Days, IReadOnlyList<long> Simulated, IReadOnlyList<bool> Verdicts, string? Parts,
    IReadOnlyList<(string Name, ModelSettings Settings)> Models)
{
    public const string Usage = "fraud [--days 16,22,40] [--simulated SEED,SEED] [--verdicts with|without] [--parts FILE] "
        + "[JSON of a stream's Model section, camel case]...";

    public static FraudOptions Parse(string[] arguments)
    {
        var options = new FraudOptions([16, 22, 40], [], [false, true], null, []);
        var models = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--days":
                    options = options
                        with { Days = [.. arguments[++i].Split(',').Select(day => int.Parse(day, CultureInfo.InvariantCulture))] };
                    break;
                case "--simulated":
                    options = options with
                    {
                        Simulated = [.. arguments[++i].Split(',').Select(seed => long.Parse(seed, CultureInfo.InvariantCulture))],
                    };
                    break;
                case "--verdicts":
                    options = options with { Verdicts = [arguments[++i] == "with"] };
                    break;
                case "--parts":
                    options = options with { Parts = arguments[++i] };
                    break;
                default:
                    models.Add(arguments[i]);
                    break;
            }
        }

        return options with
        {
            Models = [.. (models.Count > 0 ? models : ["{}"]).Select(text =>
                (text, BundleJson.Read<ModelSettings>(Encoding.UTF8.GetBytes(text), "model") with { Device = "cpu" }))],
        };
    }
}
