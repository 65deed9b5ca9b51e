using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Detector.Settings;

/// <summary>Says where a wrong setting came from, where that is not the settings file.</summary>
internal static class SettingsOrigin
{
    /// <summary>The error, with the environment variable named where it set the value.</summary>
    public static SettingsError Name(IConfigurationRoot configuration, SettingsError error)
    {
        IConfigurationProvider? provider = configuration.Providers.LastOrDefault(p => p.TryGet(error.Path, out _));
        return provider is EnvironmentVariablesConfigurationProvider
            ? error with { Message = $"{error.Message} (set by the environment variable {Variable(error.Path)})" }
            : error;
    }

    private static string Variable(string path) => path.Replace(":", "__", StringComparison.Ordinal);
}
