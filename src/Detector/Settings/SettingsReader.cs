using System.Text;
using Detector.Core.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Detector.Settings;

/// <summary>
/// Turns appsettings.json and the environment into <see cref="DetectorSettings"/>, or into everything that is wrong with them.
/// </summary>
internal static class SettingsReader
{
    /// <summary>The settings file where none is named: in the working directory, and optional.</summary>
    public const string DefaultFile = "appsettings.json";

    // Checking them takes milliseconds each, and more for each pair.
    private const int MostStreams = 1000;

    // Names the JSON schema to editors.
    private const string SchemaKey = "$schema";

    /// <summary>The file, and over it the environment (Detector__Streams__cards__Source__Bootstrap=...).</summary>
    /// <param name="file">The settings file; null for <see cref="DefaultFile"/>, where there is one.</param>
    /// <param name="isAgain">Whether a daemon that runs reads it again.</param>
    /// <exception cref="SettingsException">The file is missing, cannot be read or is not JSON.</exception>
    public static IConfigurationRoot Open(string? file, bool isAgain = false)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null || File.Exists(DefaultFile))
        {
            builder.AddJsonStream(new MemoryStream(SettingsFile.Read(file ?? DefaultFile, isAgain)));
        }

        return builder.AddEnvironmentVariables().Build();
    }

    /// <exception cref="SettingsException">At least one setting is wrong; it has them all.</exception>
    public static DetectorSettings Load(string? file, SettingsUse use = SettingsUse.Looking) => Read(Open(file), use);

    /// <inheritdoc cref="Load"/>
    /// <param name="configuration">The settings.</param>
    /// <param name="use">What they are for.</param>
    public static DetectorSettings Read(IConfigurationRoot configuration, SettingsUse use = SettingsUse.Looking)
    {
        string streams = ConfigurationPath.Combine(DetectorSettings.Section, nameof(DetectorSettings.Streams));
        int count = configuration.GetSection(streams).GetChildren().Count();
        if (count > MostStreams)
        {
            throw new SettingsException([new(streams, $"has {count} streams; a daemon has at most {MostStreams}, each with its threads")]);
        }

        var errors = new List<SettingsError>();
        var binder = new SettingsBinder(errors);
        DetectorSettings settings = binder.Bind<DetectorSettings>(configuration.GetSection(DetectorSettings.Section));
        binder.Bind<LoggingSettings>(configuration.GetSection(LoggingSettings.Section));
        errors.AddRange(UnknownSections(configuration));
        errors.AddRange([.. StreamChecks.Check(settings).Where(check => !errors.Exists(e => Explains(e, check.Path)))]);
        errors.AddRange([.. MachineChecks.Check(settings, use).Where(check => !errors.Exists(e => e.Path == check.Path))]);
        if (errors.Count > 0)
        {
            throw new SettingsException([.. errors.Distinct().Select(e => SettingsOrigin.Name(configuration, e))]);
        }

        return settings;
    }

    /// <summary>Settings that a daemon hands on: its own, whole, so that neither file nor environment counts.</summary>
    /// <exception cref="SettingsException">They are wrong.</exception>
    public static DetectorSettings Parse(string json)
    {
        try
        {
            return Read(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build());
        }
        catch (FormatException e)
        {
            throw new SettingsException([new SettingsError(DetectorSettings.Section, $"is not valid JSON: {e.Message}")]);
        }
    }

    // The environment holds much that is not ours: there only what looks like a slip is one.
    private static IEnumerable<SettingsError> UnknownSections(IConfigurationRoot configuration)
    {
        string[] known = [DetectorSettings.Section, LoggingSettings.Section, SchemaKey];
        ILookup<bool, string> keys = configuration.Providers
            .SelectMany(provider => provider.GetChildKeys([], null).Distinct().Select(key =>
                (Key: key, IsOfFile: provider is not EnvironmentVariablesConfigurationProvider)))
            .ToLookup(key => key.IsOfFile, key => key.Key);
        foreach (string key in keys[true].Except(known, StringComparer.OrdinalIgnoreCase))
        {
            string? meant = Nearest.Of(key, known);
            yield return new SettingsError(
                key, "unknown key; " + (meant is null ? "known here: " + string.Join(", ", known) : $"did you mean {meant}?"));
        }

        bool isThere = configuration.GetChildren().Any(child =>
            child.Key.Equals(DetectorSettings.Section, StringComparison.OrdinalIgnoreCase));
        if (!isThere && Nearest.Of(DetectorSettings.Section, keys[false]) is { } typo)
        {
            yield return new SettingsError(typo, $"unknown key; did you mean {DetectorSettings.Section}?");
        }
    }

    // Where a value could not be read, its default stands in, and whether that fits its neighbours says nothing.
    private static bool Explains(SettingsError error, string check) =>
        check == error.Path || check.StartsWith(error.Path + ":", StringComparison.Ordinal)
        || (error.IsUnread && ConfigurationPath.GetParentPath(check) == ConfigurationPath.GetParentPath(error.Path));
}
