using Detector.Core.Text;
using Microsoft.Extensions.Configuration;

namespace Detector.Settings;

/// <summary>Turns appsettings.json and the environment into <see cref="DetectorSettings"/>, or into everything that is wrong with them.</summary>
internal static class SettingsReader
{
    /// <summary>The settings file where none is named: in the working directory, and optional.</summary>
    public const string DefaultFile = "appsettings.json";

    /// <summary>The file, and over it the environment (Detector__Streams__cards__Source__Bootstrap=...).</summary>
    /// <param name="file">The settings file; null for <see cref="DefaultFile"/>, where there is one.</param>
    /// <exception cref="SettingsException">The file is missing, cannot be read or is not JSON.</exception>
    public static IConfigurationRoot Open(string? file)
    {
        string path = Path.GetFullPath(file ?? DefaultFile);
        var builder = new ConfigurationBuilder();
        if (file is not null || File.Exists(path))
        {
            if (SettingsFile.Check(file ?? DefaultFile) is { } error)
            {
                throw new SettingsException([error]);
            }

            builder.AddJsonFile(path, optional: false, reloadOnChange: false);
        }

        return builder.AddEnvironmentVariables().Build();
    }

    /// <exception cref="SettingsException">At least one setting is wrong; it has them all.</exception>
    public static DetectorSettings Load(string? file) => Read(Open(file));

    /// <inheritdoc cref="Load"/>
    public static DetectorSettings Read(IConfigurationRoot configuration)
    {
        var errors = new List<SettingsError>();
        var settings = new SettingsBinder(errors).Bind<DetectorSettings>(configuration.GetSection(DetectorSettings.Section));
        string[] keys = [.. configuration.GetChildren().Select(c => c.Key)];
        if (!keys.Contains(DetectorSettings.Section, StringComparer.OrdinalIgnoreCase) && Nearest.Of(DetectorSettings.Section, keys) is { } typo)
        {
            errors.Add(new SettingsError(typo, $"unknown key; did you mean {DetectorSettings.Section}?"));
        }

        errors.AddRange([.. StreamChecks.Check(settings).Where(check => !errors.Exists(e => Explains(e.Path, check.Path)))]);
        if (errors.Count > 0)
        {
            throw new SettingsException([.. errors.Select(e => SettingsOrigin.Name(configuration, e))]);
        }

        return settings;
    }

    // Where a value could not be read, its default stands in, and whether that fits its neighbours says nothing.
    private static bool Explains(string error, string check) =>
        check == error || check.StartsWith(error + ":", StringComparison.Ordinal)
        || ConfigurationPath.GetParentPath(check) == ConfigurationPath.GetParentPath(error);
}
