using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Detector.Commands.Text;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;
using Detector.Data.Files;
using Detector.Data.Files.Frames;
using Detector.Kafka.Settings;
using Detector.Models.Settings;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Commands;

/// <summary>detector init.</summary>
internal sealed class InitCommand : CliCommand
{
    // Of 128 x 128 pixels a thousand frames are learned in minutes on two cores.
    private const int ManyPixels = 128 * 128;

    /// <summary>Noise for frames. Pixels lie between 0 and 1: what suits scaled features would drown them.</summary>
    internal const double PixelNoise = 0.1;

    // On published series longer sequences rank better; of few rows they leave too few to be held out (docs/models.md).
    private const int LongSteps = 60;
    private const int ShortSteps = 30;
    private const int LongRows = 1000;

    private readonly Option<string> _stream = new("--stream", "-s")
    {
        Description = "The new stream's name.", HelpName = "NAME", Required = true,
    };

    private readonly Option<string> _input = CommonOptions.OneInput("A sample of the stream's messages, in their format.");
    private readonly Option<string?> _key = Column("--key", "The column that names what an event is about (card, host).");
    private readonly Option<string?> _time = Column("--time", "The column of the event's time.");
    private readonly Option<string?> _label = Column("--label", "The column that tells anomalies; the model never sees it.");

    private readonly Option<string[]> _ignore = new("--ignore")
    {
        Description = "Columns that the model is not to see, with commas between.", HelpName = "A,B",
    };

    private readonly Option<int?> _sequence = new("--sequence")
    {
        Description = "Score every event together with those before it, "
            + $"so many events in all (with the same key, where one is named); without a number {LongSteps}, "
            + $"of samples of fewer than {LongRows} rows {ShortSteps}.",
        HelpName = "T",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _aggregates = new("--aggregates")
    {
        Description = "Have the model look at what an event's keys did lately as well: "
            + "counts, means and deviations over windows, proposed from the columns. For files.",
    };

    private readonly Option<bool> _verdicts = new("--verdicts")
    {
        Description = "With --aggregates: count what was confirmed of a key, too, from labels that come late "
            + "(--label-delay of train, score and evaluate; live from a topic, Labels:Topic).",
    };

    private readonly Option<string?> _size = new("--frame-size")
    {
        Description = "The size of raw frames, such as 64x32; of pictures and videos, what they are averaged down to "
            + "(default: about 64x48 in their own ratio).",
        HelpName = "WxH",
    };

    private readonly Option<PixelFormat?> _pixels = new("--pixel-format")
    {
        Description = "The pixels of frames: gray8 or rgb24.", HelpName = "FORMAT",
    };

    private readonly Option<string> _bootstrap = new("--bootstrap")
    {
        Description = "The Kafka brokers.", HelpName = "HOST:PORT", DefaultValueFactory = _ => "localhost:9092",
    };

    private readonly Option<string?> _topic = new("--topic")
    {
        Description = "The topic to read. Default: the stream's name.", HelpName = "TOPIC",
    };

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
            "detector init --stream cards --input sample.jsonl.gz --ignore id,note --bootstrap kafka:9092 --topic transactions",
            "detector init --stream hosts --input metrics.csv --key host --sequence",
            "detector init --stream door --input frames.bin.gz --frame-size 64x32 --pixel-format gray8",
            "detector init --stream door --input film.mp4",
            "detector init --stream door --input folder-of-jpegs --frame-size 96x72 --pixel-format rgb24")
    {
        Add(
            _stream, _input, _key, _time, _label, _ignore, _sequence, _aggregates, _verdicts, _size, _pixels, _bootstrap, _topic, _alerts,
            _config, _force);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        if (arguments.GetValue(_verdicts) && !arguments.GetValue(_aggregates))
        {
            throw new UsageException("--verdicts makes aggregates of what was confirmed; it needs --aggregates");
        }

        string name = arguments.GetRequiredValue(_stream);
        string file = arguments.GetValue(_config) ?? SettingsReader.DefaultFile;
        string text = Settings(file, name, arguments.GetValue(_force));
        string input = arguments.GetRequiredValue(_input);
        TextWriter output = Output(arguments);
        SchemaSettings schema;
        int rows = 0;
        if (FrameSource.IsFrames(input) || arguments.GetValue(_size) is not null)
        {
            schema = FrameSource.Describe(input, CommonOptions.Size(arguments, _size), arguments.GetValue(_pixels));
            long frames = CountFrames(input, new Schema(schema), Error(arguments), ct);
            output.WriteLine($"{input} holds {Numbers.Count(frames)} frames of {schema.Frame!.Width} x {schema.Frame.Height} "
                + $"{schema.Frame.Pixels} pixels; "
                + $"each is one message of format {schema.Format}");
            if (schema.Format == MessageFormat.Image)
            {
                output.WriteLine("Larger pictures are averaged down to that size; --frame-size and --pixel-format choose another.");
            }

            if (schema.Frame.Width * schema.Frame.Height > ManyPixels)
            {
                output.WriteLine("Frames so large take a CPU long to learn, and much memory: "
                    + "smaller ones, say 64 pixels high, show most of what is strange as well.");
            }
        }
        else
        {
            (schema, rows) = Infer(input, arguments, output, ct);
        }

        var source = new SourceSettings
        {
            Bootstrap = arguments.GetRequiredValue(_bootstrap),
            Topics = [arguments.GetValue(_topic) ?? name],
        };
        var alerts = new SinkSettings { Topic = arguments.GetValue(_alerts) ?? name + ".alerts" };
        bool isProposed = arguments.GetResult(_sequence) is { Tokens.Count: 0 };
        var window = new WindowSettings
        {
            Steps = isProposed ? rows < LongRows ? ShortSteps : LongSteps : arguments.GetValue(_sequence) ?? 1,

            // Messages may have keys all the same, which the sample does not show: a row's neighbours in it are what it is scored with.
            Of = schema.Key is null ? SequenceOf.Partition : SequenceOf.Key,
        };
        LabelSettings? labels = schema.CountsVerdicts() ? new() { Topic = name + ".verdicts", Alert = "alert", Time = "time" } : null;
        File.WriteAllText(file, SettingsEditor.WithStream(text, name, Section(source, schema, window, labels, alerts)));

        output.WriteLine();
        output.WriteLine($"Stream '{name}' is written to {file}: {source.Topics[0]} -> {alerts.Topic} at {source.Bootstrap}.");
        if (isProposed)
        {
            output.WriteLine($"An event is scored together with the {window.Steps - 1} before it; --sequence T takes T in all.");
        }

        if (labels is not null)
        {
            output.WriteLine($"Verdicts are read from {labels.Topic}, such as {{\"alert\": \"ID OF THE ALERT\", \"verdict\": true, "
                + "\"time\": \"2026-01-31T12:00:00Z\"}; Labels says what else may name an event, and where the rest stands.");
        }

        string config = arguments.GetValue(_config) is null ? "" : $" --config {file}";
        output.WriteLine($"Next: detector train{config} --stream {name} --input FILE, then detector run{config}.");
        return Task.FromResult(ExitCode.Success);
    }

    private (SchemaSettings Schema, int Rows) Infer(string input, ParseResult arguments, TextWriter output, CancellationToken ct)
    {
        var options = new InferenceOptions
        {
            Key = arguments.GetValue(_key),
            Time = arguments.GetValue(_time),
            Label = arguments.GetValue(_label),
            Ignore = CommonOptions.Names(arguments, _ignore),
            Aggregates = arguments.GetValue(_aggregates),
            Verdicts = arguments.GetValue(_verdicts),
        };
        using var status = new StatusLine(Error(arguments), TimeProvider.System);
        (InferredSchema schema, int rows) = SchemaProposal.Infer(
            input, options, share => status.Show(() => $"Reading: {Numbers.Percent(share)}"), ct);
        status.Dispose();
        InferredSchemaText.Write(schema, rows, output);
        if (options.Aggregates && schema.Settings.Pivot is not null)
        {
            throw new CommandException("--aggregates proposes none where rows are made of several records; "
                + "with --sequence the model sees what came before");
        }

        if (options.Aggregates && schema.Aggregates.Count == 0)
        {
            throw new CommandException("--aggregates needs a time and a column that names a key, which the sample has not; "
                + "--time and --key name them");
        }

        return (schema.Settings, rows);
    }

    // Every frame is read, as training will: what is cut, damaged or of another size shows here.
    private static long CountFrames(string input, Schema schema, TextWriter error, CancellationToken ct)
    {
        var rejected = new RejectedRows();
        using var status = new StatusLine(error, TimeProvider.System);
        using var reader = new DatasetReader(schema, input);
        long frames = 0;
        for (; reader.Next(); frames++)
        {
            ct.ThrowIfCancellationRequested();
            status.Show(() => $"Reading: {Numbers.Percent(reader.Fraction)}");
            if (!reader.Result.Ok)
            {
                rejected.Add(reader);
            }
        }

        status.Dispose();
        RejectedRowsText.Write(rejected, "not counted", error);
        rejected.CheckMost(input, 0, frames);
        return frames > 0 ? frames - rejected.Count : throw new CommandException($"{input} is empty");
    }

    private static string Settings(string file, string name, bool force)
    {
        if (!StreamName.IsValid(name))
        {
            throw new CommandException($"'{name}' cannot be a stream's name: {StreamName.Rule}");
        }

        if (!File.Exists(file))
        {
            return "{}\n";
        }

        string text = Encoding.UTF8.GetString(SettingsFile.Read(file));
        return force || !SettingsEditor.HasStream(text, name)
            ? text
            : throw new CommandException($"{file} has a stream '{name}' already; --force replaces it");
    }

    private static JsonObject Section(
        SourceSettings source, SchemaSettings schema, WindowSettings window, LabelSettings? labels, SinkSettings alerts)
    {
        var section = new JsonObject
        {
            [nameof(StreamSettings.Source)] = SettingsJson.Of(source),
            [nameof(StreamSettings.Schema)] = SettingsJson.Of(schema),
        };
        if (window.Steps > 1)
        {
            section[nameof(StreamSettings.Window)] = SettingsJson.Of(window);
        }

        if (schema.Frame is not null)
        {
            section[nameof(StreamSettings.Model)] = SettingsJson.Of(new ModelSettings { InputNoise = PixelNoise });
        }

        if (labels is not null)
        {
            section[nameof(StreamSettings.Labels)] = SettingsJson.Of(labels);
        }

        section[nameof(StreamSettings.Alerts)] = SettingsJson.Of(alerts);
        return section;
    }

    private static Option<string?> Column(string name, string description) => new(name) { Description = description, HelpName = "COLUMN" };
}
