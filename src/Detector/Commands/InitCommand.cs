using System.CommandLine;
using System.Text.Json.Nodes;
using Detector.Commands.Text;
using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;
using Detector.Files;
using Detector.Kafka.Settings;
using Detector.Settings;

namespace Detector.Commands;

/// <summary>detector init.</summary>
internal sealed class InitCommand : CliCommand
{
    private const StringSplitOptions SplitNames = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private readonly Option<string> _stream = new("--stream", "-s") { Description = "The new stream's name.", HelpName = "NAME", Required = true };
    private readonly Option<string> _input = CommonOptions.OneInput("A sample of the stream's messages, in their format.");
    private readonly Option<string?> _key = Column("--key", "The column that names what an event is about (card, host).");
    private readonly Option<string?> _time = Column("--time", "The column of the event's time.");
    private readonly Option<string?> _label = Column("--label", "The column that tells anomalies; the model never sees it.");

    private readonly Option<string[]> _ignore = new("--ignore")
    {
        Description = "Columns that the model is not to see, with commas between.", HelpName = "A,B",
    };

    private readonly Option<string> _bootstrap = new("--bootstrap")
    {
        Description = "The Kafka brokers.", HelpName = "HOST:PORT", DefaultValueFactory = _ => "localhost:9092",
    };

    private readonly Option<string?> _topic = new("--topic") { Description = "The topic to read. Default: the stream's name.", HelpName = "TOPIC" };

    private readonly Option<string?> _alerts = new("--alerts-topic")
    {
        Description = "The topic for alerts. Default: the stream's name and \".alerts\".", HelpName = "TOPIC",
    };

    private readonly Option<string?> _config = new("--config", "-c")
    {
        Description = "The settings file to write to; made where it is missing. Default: appsettings.json.", HelpName = "FILE",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace the stream where the settings have it already." };

    public InitCommand()
        : base(
            "init",
            "Look at a sample, decide what each column is, and write a stream's section of the settings, ready to train and run.",
            "detector init --stream cards --input sample.csv --key card --label is_fraud",
            "detector init --stream cards --input sample.jsonl.gz --ignore id,note --bootstrap kafka:9092 --topic transactions")
    {
        foreach (Option option in new Option[] { _stream, _input, _key, _time, _label, _ignore, _bootstrap, _topic, _alerts, _config, _force })
        {
            Add(option);
        }
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string name = arguments.GetRequiredValue(_stream);
        string file = arguments.GetValue(_config) ?? SettingsReader.DefaultFile;
        string text = Settings(file, name, arguments.GetValue(_force));
        var options = new InferenceOptions
        {
            Key = arguments.GetValue(_key),
            Time = arguments.GetValue(_time),
            Label = arguments.GetValue(_label),
            Ignore = [.. (arguments.GetValue(_ignore) ?? []).SelectMany(list => list.Split(',', SplitNames))],
        };
        using var status = new StatusLine(Error(arguments), TimeProvider.System);
        (InferredSchema schema, int rows) = SampleFile.Infer(
            arguments.GetRequiredValue(_input), options, share => status.Show(() => $"Reading: {Numbers.Percent(share)}"), ct);
        status.Dispose();

        var source = new SourceSettings { Bootstrap = arguments.GetRequiredValue(_bootstrap), Topics = [arguments.GetValue(_topic) ?? name] };
        var alerts = new SinkSettings { Topic = arguments.GetValue(_alerts) ?? name + ".alerts" };
        File.WriteAllText(file, SettingsEditor.WithStream(text, name, Section(source, schema.Settings, alerts)));

        TextWriter output = Output(arguments);
        InferredSchemaText.Write(schema, rows, output);
        output.WriteLine();
        output.WriteLine($"Stream '{name}' is written to {file}: {source.Topics[0]} -> {alerts.Topic} at {source.Bootstrap}.");
        string config = arguments.GetValue(_config) is null ? "" : $" --config {file}";
        output.WriteLine($"Next: detector train{config} --stream {name} --input FILE, then detector run{config}.");
        return Task.FromResult(ExitCode.Success);
    }

    private static string Settings(string file, string name, bool force)
    {
        if (!StreamChecks.IsName(name))
        {
            throw new CommandException($"'{name}' cannot be a stream's name: letters, digits, '.', '_' and '-', the first a letter or digit");
        }

        if (!File.Exists(file))
        {
            return "{}\n";
        }

        if (SettingsFile.Check(file) is { } error)
        {
            throw new SettingsException([error]);
        }

        string text = File.ReadAllText(file);
        return force || !SettingsEditor.HasStream(text, name)
            ? text
            : throw new CommandException($"{file} has a stream '{name}' already; --force replaces it");
    }

    private static JsonObject Section(SourceSettings source, SchemaSettings schema, SinkSettings alerts) => new()
    {
        [nameof(StreamSettings.Source)] = SettingsJson.Of(source),
        [nameof(StreamSettings.Schema)] = SettingsJson.Of(schema),
        [nameof(StreamSettings.Alerts)] = SettingsJson.Of(alerts),
    };

    private static Option<string?> Column(string name, string description) => new(name) { Description = description, HelpName = "COLUMN" };
}
