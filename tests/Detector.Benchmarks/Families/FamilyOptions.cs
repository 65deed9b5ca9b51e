using System.Globalization;
using System.Text;
using Detector.Commands;
using Detector.Models.Bundles;
using Detector.Models.Families;
using Detector.Models.Settings;

namespace Detector.Benchmarks.Families;

/// <summary>What the family benchmark compares.</summary>
/// <param name="Tables">The tables, or the digits.</param>
/// <param name="IsOneClass">Whether they are digits.</param>
/// <param name="Contaminated">Whether all tables are taken, with anomalies among the training rows.</param>
/// <param name="CrossFit">Whether halves calibrate the score, as by default; without them scores rank nearly the same in a third of the
/// time.</param>
/// <param name="FirstSeed">The first run's seed.</param>
/// <param name="Seeds">Runs of each.</param>
/// <param name="FalseAlarms">Whether false-alarm rates are printed too.</param>
/// <param name="Parts">Whether the score's parts are ranked by as well, alone and in pairs.</param>
/// <param name="Models">Names and settings of the models.</param>
internal sealed record FamilyOptions(
    IReadOnlyList<string> Tables, bool IsOneClass, bool Contaminated, bool? CrossFit, int FirstSeed,
    int Seeds, bool FalseAlarms, bool Parts, IReadOnlyList<(string Name, ModelSettings Settings)> Models)
{
    public const string Usage = "families [--tables A,B] [--families A,B] [--contaminated [--no-cross-fit]] [--one-class "
        + "[--digits 3,5]] [--seeds N] [--first-seed N] [--false-alarms] [--parts] [JSON of a stream's Model section, camel case]...";

    private static readonly string[] AllTables = ["cardio", "ionosphere", "mammography", "mnist", "satimage-2", "thyroid"];
    private static readonly string[] AllDigits = [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")];

    public static FamilyOptions Parse(string[] arguments)
    {
        var options = new FamilyOptions([], false, false, null, 1, 0, false, false, []);
        var models = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--tables" or "--digits":
                    options = options with { Tables = arguments[++i].Split(',') };
                    break;
                case "--families":
                    models.AddRange(arguments[++i].Split(',').Select(family => $$"""{"family":"{{family}}"}"""));
                    break;
                case "--one-class":
                    options = options with { IsOneClass = true };
                    break;
                case "--contaminated":
                    options = options with { Contaminated = true };
                    break;
                case "--no-cross-fit":
                    options = options with { CrossFit = false };
                    break;
                case "--first-seed":
                    options = options with { FirstSeed = int.Parse(arguments[++i], CultureInfo.InvariantCulture) };
                    break;
                case "--seeds":
                    options = options with { Seeds = int.Parse(arguments[++i], CultureInfo.InvariantCulture) };
                    break;
                case "--false-alarms":
                    options = options with { FalseAlarms = true };
                    break;
                case "--parts":
                    options = options with { Parts = true };
                    break;
                default:
                    models.Add(arguments[i]);
                    break;
            }
        }

        return options with
        {
            Tables = options.Tables.Count > 0 ? options.Tables : options.IsOneClass
                ? AllDigits : options.Contaminated ? TableFiles.Names() : AllTables,
            Seeds = options.Seeds > 0 ? options.Seeds : options.IsOneClass ? 1 : options.Contaminated ? 3 : 5,
            Models = [.. (models.Count > 0 ? models : options.Contaminated ? ["{}"] : Every(options.IsOneClass))
                .Select(text => (text, Model(text, options.IsOneClass)))],
        };
    }

    private static IReadOnlyList<string> Every(bool isOneClass) => isOneClass
        ? ["{}", """{"family":"conv","variant":"Variational","maxSteps":300,"batchSize":128,"trim":0}"""]
        : [.. FamilyCatalog.All.Where(family => family.Takes(Core.Samples.SampleKind.Vector))
        .Select(family => $$"""{"family":"{{family.Name}}"}""")];

    // What "detector init" writes for frames, where the text does not say otherwise.
    private static ModelSettings Model(string text, bool isOneClass)
    {
        ModelSettings model = BundleJson.Read<ModelSettings>(Encoding.UTF8.GetBytes(text), "model") with { Device = "cpu" };
        return isOneClass && !text.Contains("\"inputNoise\"", StringComparison.Ordinal)
            ? model with { InputNoise = InitCommand.PixelNoise } : model;
    }
}
