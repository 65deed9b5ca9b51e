using System.Reflection;
using System.Text.Json.Nodes;
using Detector.Models.Bundles;
using Detector.Retraining.Runs;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Hosting;

/// <summary>How this program starts itself once more.</summary>
internal static class ThisProgram
{
    /// <summary>To train models of a registry.</summary>
    public static TrainerProgram Trainer(string registry)
    {
        string file = Environment.ProcessPath ?? "detector";
        bool isDotnet = Path.GetFileNameWithoutExtension(file) == "dotnet";
        return new TrainerProgram(
            file,
            isDotnet ? [Path.Combine(AppContext.BaseDirectory, Assembly.GetExecutingAssembly().GetName().Name + ".dll")] : [],
            (name, settings) => SettingsOf(registry, name, settings));
    }

    /// <summary>A stream's settings in one line, as they are in force, wherever they came from.</summary>
    internal static string SettingsOf(string registry, string name, StreamSettings settings) => new JsonObject
    {
        [DetectorSettings.Section] = new JsonObject
        {
            [nameof(DetectorSettings.Registry)] = RegistryLocation.Absolute(registry),
            [nameof(DetectorSettings.Streams)] = new JsonObject { [name] = SettingsJson.Of(settings) },
        },
    }.ToJsonString();
}
