using System.CommandLine;
using System.Globalization;
using Detector.Commands.Text;
using Detector.Data.Simulation;
using Detector.Kafka;
using Detector.Kafka.Settings;

namespace Detector.Commands;

/// <summary>detector simulate transactions.</summary>
internal sealed class SimulateTransactionsCommand : CliCommand
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

    private readonly Option<string?> _topic = new("--topic")
    {
        Description = "The topic to write to: JSON, the card as the key.", HelpName = "TOPIC",
    };

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "Into a topic: transactions a second. Default: as fast as it goes.", HelpName = "N",
    };

    private readonly Option<long?> _count = new("--count", "-n")
    {
        Description = "Number of transactions. Default: 100,000 into a file; into a topic, until Ctrl-C.", HelpName = "N",
    };

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "The same seed makes the same transactions.", HelpName = "N", DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _cards = new("--cards")
    {
        Description = "Number of cards.", HelpName = "N", DefaultValueFactory = _ => new SimulationOptions().Cards,
    };

    private readonly Option<double> _fraudRate = new("--fraud-rate")
    {
        Description = "Share of frauds, 0 to 0.5.", HelpName = "SHARE", DefaultValueFactory = _ => new SimulationOptions().FraudRate,
    };

    private readonly Option<DateTimeOffset?> _start = new("--start")
    {
        Description = "Where the simulation's own clock starts; on it a card is used four times a day."
            + $" Default: {new SimulationOptions().Start:yyyy-MM-dd}.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            {
                result.AddError($"--start: '{text}' is not a time; one looks like 2026-01-05 or 2026-01-05T08:00:00Z.");
            }

            return time;
        },
    };

    private readonly Option<bool> _unlabelled = new("--unlabelled")
    {
        Description = "Leave out is_fraud and fraud_kind, which tell the truth.",
    };

    public SimulateTransactionsCommand()
        : base(
            "transactions",
            "Make card transactions with known frauds among them.",
            "detector simulate transactions --output train.csv --count 200000",
            "detector simulate transactions --bootstrap localhost:9092 --topic transactions --rate 200",
            "detector simulate transactions --output - --count 5")
    {
        Add(_output, _bootstrap, _topic, _rate, _count, _seed, _cards, _fraudRate, _start, _unlabelled);

        Check(_count, count => count is null or >= 1, "must be at least 1");
        Check(_cards, cards => cards >= 1, "must be at least 1");
        Check(_rate, rate => rate is null or > 0, "must be greater than 0");
        Check(_fraudRate, rate => rate is >= 0 and <= 0.5, "must be between 0 and 0.5");
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string? path = arguments.GetValue(_output);
        bool toTopic = arguments.GetValue(_bootstrap) is not null && arguments.GetValue(_topic) is not null;
        if (toTopic == path is not null)
        {
            throw new UsageException("say where to: either --output FILE, or --bootstrap HOST:PORT and --topic TOPIC");
        }

        var simulator = new TransactionSimulator(arguments.GetValue(_seed), new SimulationOptions
        {
            Cards = arguments.GetValue(_cards),
            FraudRate = arguments.GetValue(_fraudRate),
            Start = arguments.GetValue(_start) ?? new SimulationOptions().Start,
        });
        TextWriter error = Error(arguments);
        using var status = new StatusLine(error, TimeProvider.System);
        if (path is not null)
        {
            await WriteFileAsync(path, simulator, arguments, status, error, ct);
        }
        else
        {
            await WriteTopicAsync(simulator, arguments, status, error, ct);
        }

        return ExitCode.Success;
    }

    private async Task WriteFileAsync(
        string path, TransactionSimulator simulator, ParseResult arguments, StatusLine status, TextWriter error, CancellationToken ct)
    {
        long count = arguments.GetValue(_count) ?? FileCount;
        long frauds;
        await using (var file = new TransactionFile(path, !arguments.GetValue(_unlabelled)))
        {
            frauds = await file.WriteAsync(
                simulator, count, done => status.Show(() => $"{Numbers.Percent((double)done / count)} written"), ct);
        }

        status.Dispose();
        if (path != TransactionFile.StandardOutput)
        {
            Tell(error, count, frauds, path);
        }
    }

    private async Task WriteTopicAsync(
        TransactionSimulator simulator, ParseResult arguments, StatusLine status, TextWriter error, CancellationToken ct)
    {
        string topic = arguments.GetValue(_topic)!;
        using var writer = new TopicWriter(arguments.GetValue(_bootstrap)!, topic, new SecuritySettings(), new LineLogger(error));
        var target = new TransactionTopic(writer, !arguments.GetValue(_unlabelled), TimeProvider.System);
        await target.WriteAsync(
            simulator,
            arguments.GetValue(_count) ?? long.MaxValue,
            arguments.GetValue(_rate) ?? double.PositiveInfinity,
            () => status.Show(() => $"{Numbers.Count(target.Sent, "transaction")} sent"),
            ct);
        status.Dispose();
        Tell(error, target.Sent, target.Frauds, $"topic {topic}");
    }

    private static void Tell(TextWriter error, long count, long frauds, string where) =>
        error.WriteLine($"{Numbers.Count(count, "transaction")}, {Numbers.Count(frauds)} of them frauds, in {where}");

    private static void Check<T>(Option<T> option, Func<T?, bool> isRight, string rule) => option.Validators.Add(result =>
    {
        if (!isRight(result.GetValueOrDefault<T>()))
        {
            result.AddError($"{option.Name} {rule}.");
        }
    });
}
