using System.Globalization;
using System.Text;
using Detector.Models.Bundles;
using Detector.Models.Settings;

namespace Detector.Benchmarks.Series;

/// <summary>What the benchmark of series compares.</summary>
/// <param name="Series">Names of the series.</param>
/// <param name="Whole">Whether the series themselves are measured.</param>
/// <param name="Pieces">Short pieces cut from them, with 400 training rows of 8 sensors each.</param>
/// <param name="Steps">Rows of a sample.</param>
/// <param name="Models">Names and settings of the models.</param>
internal sealed record SeriesOptions(
    IReadOnlyList<string> Series, bool Whole, int Pieces, int Steps, IReadOnlyList<(string Name, ModelSettings Settings)> Models)
{
    public const string Usage =
        "series [--series A,B] [--only-pieces] [--pieces N] [--steps T] [JSON of a stream's Model section, camel case]...";

    public static SeriesOptions Parse(string[] arguments)
    {
        var options = new SeriesOptions(["machine-1-6", "omi-1", "omi-2", "omi-3", "omi-4"], true, 20, 30, []);
        var models = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--series":
                    options = options with { Series = arguments[++i].Split(',') };
                    break;
                case "--only-pieces":
                    options = options with { Whole = false };
                    break;
                case "--pieces":
                    options = options with { Pieces = int.Parse(arguments[++i], CultureInfo.InvariantCulture) };
                    break;
                case "--steps":
                    options = options with { Steps = int.Parse(arguments[++i], CultureInfo.InvariantCulture) };
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
