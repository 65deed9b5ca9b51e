using System.CommandLine;
using Detector.Commands.Text;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Commands;

/// <summary>detector config check.</summary>
internal sealed class ConfigCheckCommand : CliCommand
{
    private readonly Option<string?> _config = CommonOptions.Config();

    public ConfigCheckCommand()
        : base(
            "check",
            "Check the settings: every error at once, or a summary of the streams. The environment counts (Detector__Registry=...).",
            "detector config check",
            "detector config check --config /etc/detector/appsettings.json") => Add(_config);

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        DetectorSettings settings = SettingsReader.Load(arguments.GetValue(_config));
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
        return Task.FromResult(ExitCode.Success);
    }
}
