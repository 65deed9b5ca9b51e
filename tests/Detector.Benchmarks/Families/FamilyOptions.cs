using System.Globalization;
using System.Text;
using Detector.Models.Bundles;
using Detector.Models.Families;
using Detector.Models.Settings;

namespace Detector.Benchmarks.Families;

/// <summary>What the family benchmark compares.</summary>
/// <param name="Tables">Some of the tables; empty for all.</param>
/// <param name="Seeds">Runs of each, with seeds from 1.</param>
/// <param name="FalseAlarms">Whether false-alarm rates are printed too.</param>
/// <param name="Models">Names and settings of the models.</param>
internal sealed record FamilyOptions(IReadOnlyList<string> Tables, int Seeds, bool FalseAlarms, IReadOnlyList<(string Name, ModelSettings Settings)> Models)
{
    public const string Usage = "families [--tables A,B] [--seeds N] [--false-alarms] [JSON of a stream's Model section, camel case]...";

    public static FamilyOptions Parse(string[] arguments)
    {
        var options = new FamilyOptions([], 5, false, []);
        var models = new List<(string, ModelSettings)>();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--tables":
                    options = options with { Tables = arguments[++i].Split(',') };
                    break;
                case "--seeds":
                    options = options with { Seeds = int.Parse(arguments[++i], CultureInfo.InvariantCulture) };
                    break;
                case "--false-alarms":
                    options = options with { FalseAlarms = true };
                    break;
                default:
                    models.Add((arguments[i], BundleJson.Read<ModelSettings>(Encoding.UTF8.GetBytes(arguments[i]), "model") with { Device = "cpu" }));
                    break;
            }
        }

        return options with { Models = models.Count > 0 ? models : [.. FamilyCatalog.All.Select(family => (family.Name, new ModelSettings { Family = family.Name, Device = "cpu" }))] };
    }
}
