using System.Text.RegularExpressions;
using Detector.Core.Schemas;
using Detector.Streams.Settings;

namespace Detector.Settings;

/// <summary>What no single setting shows: names, and settings that must fit each other.</summary>
internal static partial class StreamChecks
{
    public static IEnumerable<SettingsError> Check(DetectorSettings settings)
    {
        foreach ((string name, StreamSettings stream) in settings.Streams)
        {
            string path = $"{DetectorSettings.Section}:Streams:{name}";
            if (!IsName(name))
            {
                yield return new SettingsError(path, "a stream's name has letters, digits, '.', '_' and '-' only, and starts with a letter or digit");
            }

            if (stream.Window.Steps > 1 && stream.Schema.Frame is not null)
            {
                yield return new SettingsError($"{path}:Window:Steps", "frames are scored one by one; a window is for events with fields");
            }

            foreach (SchemaProblem problem in Schema.Check(stream.Schema))
            {
                yield return new SettingsError($"{path}:Schema:{problem.Path}", problem.Message);
            }
        }
    }

    /// <summary>A stream's name is also a directory's.</summary>
    internal static bool IsName(string name) => NamePattern().IsMatch(name);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    private static partial Regex NamePattern();
}
