using System.CommandLine;
using Detector.Commands.Text;
using Detector.Models.Bundles;
using Detector.Models.Storage;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Commands;

/// <summary>detector config check.</summary>
internal sealed class ConfigCheckCommand : CliCommand
{
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _registry = CommonOptions.Registry();

    public ConfigCheckCommand()
        : base(
            "check",
            "Check the settings: every error at once, or a summary of the streams and where their models differ from them. The "
                + "environment counts (Detector__Registry=...).",
            "detector config check",
            "detector config check --config /etc/detector/appsettings.json")
    {
        Add(_config);
        Add(_registry);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        DetectorSettings settings = SettingsReader.Load(arguments.GetValue(_config), SettingsUse.Running);
        var table = new Table("STREAM", "TOPICS", "BROKERS", "FORMAT", "FIELDS", "MODEL", "FALSE ALARMS", "ALERTS TO");
        foreach ((string name, StreamSettings stream) in settings.Streams)
        {
            table.Add(
                name,
                string.Join(',', stream.Source.Topics),
                stream.Source.Bootstrap,
                stream.Schema.Format,
                stream.Schema.Fields.Count,
                stream.Model.Family,
                Numbers.Percent(stream.Threshold.Target),
                stream.Alerts.Topic);
        }

        TextWriter output = Output(arguments);
        output.WriteLine(settings.Streams.Count switch
        {
            0 => "The settings are sound, but have no stream; \"detector init\" adds one.",
            1 => "The settings are sound. One stream:",
            var count => $"The settings are sound. {count} streams:",
        });
        table.Write(output);
        return Task.FromResult(CheckModels(settings, arguments) ? ExitCode.Success : ExitCode.Failure);
    }

    /// <summary>Says what the models that serve are other than the settings ask for.</summary>
    /// <returns>Whether all of them can run with these settings.</returns>
    private bool CheckModels(DetectorSettings settings, ParseResult arguments)
    {
        var registry = new ModelRegistry(arguments.GetValue(_registry) ?? settings.Registry, TimeProvider.System);
        TextWriter error = Error(arguments);
        bool isSound = true;
        foreach ((string name, StreamSettings stream) in settings.Streams)
        {
            try
            {
                if (registry.Read(name, RegistryPointer.Current) is null)
                {
                    continue;
                }

                Bundle bundle = registry.Load(name);
                foreach (SettingsDrift drift in SettingsDrift.Of(name, stream, bundle, registry.ThresholdOf(name, bundle)))
                {
                    isSound &= !drift.StopsStream;
                    error.WriteLine((drift.StopsStream ? "detector: " : "Mind: ") + drift.Sentence);
                }
            }
            catch (BundleException e)
            {
                isSound = false;
                error.WriteLine("detector: " + e.Message);
            }
        }

        foreach ((string name, StreamSettings stream) in settings.Streams)
        {
            if (stream.Schema.CountsVerdicts() && stream.Labels.Topic is null)
            {
                error.WriteLine($"Mind: stream {name} counts verdicts (ConfirmedCount, ConfirmedShare), and no topic of verdicts is "
                    + "named (Labels:Topic): `detector run` refuses its model, which is for `detector score` and `evaluate`.");
            }

            foreach (string partitioning in Partitioning.Of(name, stream))
            {
                error.WriteLine($"Mind: {partitioning}");
            }
        }

        return isSound;
    }
}
