using System.CommandLine;
using Detector.Commands.Text;
using Detector.Data.Simulation;
using Detector.Kafka;
using Detector.Kafka.Settings;

namespace Detector.Commands;

/// <summary>A command that makes records and writes them to a file or a topic.</summary>
internal abstract class SimulationCommand : CliCommand
{
    private const long FileCount = 100_000;

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "A file to write: .csv for CSV with a header line, anything else for JSON lines; "
            + ".gz packs it; - is the standard output.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _bootstrap = new("--bootstrap")
    {
        Description = "The Kafka brokers to write to, with --topic.", HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _topic;
    private readonly Option<double?> _rate;
    private readonly Option<long?> _count;
    private readonly Option<long> _seed;
    private readonly Option<DateTimeOffset?> _start;
    private readonly Option<bool> _unlabelled;
    private readonly (string Record, string Anomalies) _words;

    /// <param name="name">The command's name.</param>
    /// <param name="description">What it makes.</param>
    /// <param name="words">What a record is called, what anomalies are, and what is a message's key.</param>
    /// <param name="clock">What the simulation's own clock does, for --start.</param>
    /// <param name="truth">The columns that tell the truth.</param>
    /// <param name="examples">Command lines.</param>
    protected SimulationCommand(
        string name, string description, (string Record, string Anomalies, string Key) words, string clock, string truth,
        params string[] examples)
        : base(name, description, examples)
    {
        _words = (words.Record, words.Anomalies);
        _topic = new("--topic") { Description = $"The topic to write to: JSON, the {words.Key} as the key.", HelpName = "TOPIC" };
        _rate = new("--rate")
        {
            Description = $"Into a topic: {words.Record}s a second. Default: as fast as it goes.", HelpName = "N",
        };
        _count = new("--count", "-n")
        {
            Description = $"Number of {words.Record}s. Default: 100,000 into a file; into a topic, until Ctrl-C.", HelpName = "N",
        };
        _seed = new("--seed")
        {
            Description = $"The same seed makes the same {words.Record}s.", HelpName = "N", DefaultValueFactory = _ => 1,
        };
        _start = CommonOptions.Start(
            $"Where the simulation's own clock starts{clock}. Default: {new SimulationOptions().Start:yyyy-MM-dd}.");
        _unlabelled = new("--unlabelled") { Description = $"Leave out {truth}, which tell the truth." };
        Add(_output, _bootstrap, _topic, _rate, _count, _seed, _start, _unlabelled);
        Check(_count, count => count is null or >= 1, "must be at least 1");
        Check(_rate, rate => rate is null or > 0, "must be greater than 0");
    }

    /// <summary>Makes the simulation.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="start">Where its clock starts.</param>
    /// <param name="isLabelled">Whether records tell the truth.</param>
    protected abstract ISimulation Make(ParseResult arguments, long seed, DateTimeOffset start, bool isLabelled);

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string? path = arguments.GetValue(_output);
        bool toTopic = arguments.GetValue(_bootstrap) is not null && arguments.GetValue(_topic) is not null;
        if (toTopic == path is not null)
        {
            throw new UsageException("say where to: either --output FILE, or --bootstrap HOST:PORT and --topic TOPIC");
        }

        if (path is not null)
        {
            Refuse(arguments, "is for a topic, and --output is none", _topic, _bootstrap, _rate);
        }

        ISimulation simulation = Make(
            arguments, arguments.GetValue(_seed), arguments.GetValue(_start) ?? new SimulationOptions().Start,
            !arguments.GetValue(_unlabelled));
        TextWriter error = Error(arguments);
        using var status = new StatusLine(error, TimeProvider.System);
        if (path is not null)
        {
            await WriteFileAsync(path, simulation, arguments, status, error, ct);
        }
        else
        {
            await WriteTopicAsync(simulation, arguments, status, error, ct);
        }

        return ExitCode.Success;
    }

    private async Task WriteFileAsync(
        string path, ISimulation simulation, ParseResult arguments, StatusLine status, TextWriter error, CancellationToken ct)
    {
        long count = arguments.GetValue(_count) ?? FileCount;
        long anomalies;
        await using (var file = new SimulationFile(path))
        {
            anomalies = await file.WriteAsync(
                simulation, count, done => status.Show(() => $"{Numbers.Percent((double)done / count)} written"), ct);
        }

        status.Dispose();
        if (path != SimulationFile.StandardOutput)
        {
            Tell(error, count, anomalies, path);
        }
    }

    private async Task WriteTopicAsync(
        ISimulation simulation, ParseResult arguments, StatusLine status, TextWriter error, CancellationToken ct)
    {
        string topic = arguments.GetValue(_topic)!;
        using var writer = new TopicWriter(arguments.GetValue(_bootstrap)!, topic, new SecuritySettings(), new LineLogger(error));
        var target = new SimulationTopic(writer, TimeProvider.System);
        await target.WriteAsync(
            simulation,
            arguments.GetValue(_count) ?? long.MaxValue,
            arguments.GetValue(_rate) ?? double.PositiveInfinity,
            () => status.Show(() => $"{Numbers.Count(target.Sent, _words.Record)} sent"),
            ct);
        status.Dispose();
        Tell(error, target.Sent, target.Anomalies, $"topic {topic}");
    }

    private void Tell(TextWriter error, long count, long anomalies, string where) =>
        error.WriteLine($"{Numbers.Count(count, _words.Record)}, {Numbers.Count(anomalies)} of them {_words.Anomalies}, in {where}");
}
