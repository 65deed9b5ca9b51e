using System.CommandLine;
using Detector.Core.Text;
using Detector.Models.Bundles;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Commands;

/// <summary>The options that name a registry, and a model in it.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _registry = CommonOptions.Registry();

    public void AddTo(Command command)
    {
        command.Add(_config);
        command.Add(_registry);
    }

    /// <summary>The settings, which --config names.</summary>
    /// <exception cref="SettingsException">They are wrong.</exception>
    public DetectorSettings Settings(ParseResult arguments, SettingsUse use = SettingsUse.Looking) =>
        SettingsReader.Load(arguments.GetValue(_config), use);

    /// <summary>The settings to compare a model with; null where there are none, or where they are wrong and not needed otherwise, which
    /// is said.</summary>
    public DetectorSettings? SettingsToCompare(ParseResult arguments, TextWriter error)
    {
        try
        {
            return Settings(arguments);
        }
        catch (SettingsException) when (arguments.GetValue(_registry) is not null)
        {
            error.WriteLine("Mind: the settings are wrong, so that the model is not compared with them; \"detector config check\" says "
                + "what.");
            return null;
        }
    }

    /// <summary>The registry that --registry names, or else the settings; they are only read where they are needed.</summary>
    public ModelRegistry Registry(ParseResult arguments, DetectorSettings? settings = null) =>
        new(Location(arguments, settings), TimeProvider.System);

    /// <summary>The registry as people call it.</summary>
    public string Directory(ParseResult arguments, DetectorSettings? settings = null) =>
        RegistryLocation.Shown(Location(arguments, settings));

    private string Location(ParseResult arguments, DetectorSettings? settings) =>
        arguments.GetValue(_registry) ?? (settings ?? Settings(arguments)).Registry;

    /// <summary>The settings file as the user would name it.</summary>
    public string ConfigFile(ParseResult arguments) => arguments.GetValue(_config) ?? SettingsReader.DefaultFile;

    /// <summary>A stream of the settings.</summary>
    /// <exception cref="CommandException">There is none of this name.</exception>
    public StreamSettings Stream(ParseResult arguments, DetectorSettings settings, string name)
    {
        if (settings.Streams.TryGetValue(name, out StreamSettings? stream))
        {
            return stream;
        }

        string file = ConfigFile(arguments);
        throw new CommandException(
            settings.Streams.Count == 0 ? $"{file} has no streams; \"detector init --input FILE --stream {name}\" writes one"
            : Nearest.Of(name, settings.Streams.Keys) is { } meant ? $"{file} has no stream '{name}'; did you mean '{meant}'?"
            : $"{file} has no stream '{name}'; it has {string.Join(", ", settings.Streams.Keys)}");
    }
}
