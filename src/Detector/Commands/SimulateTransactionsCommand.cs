using System.CommandLine;
using System.Globalization;
using Detector.Commands.Text;
using Detector.Simulation;

namespace Detector.Commands;

/// <summary>detector simulate transactions.</summary>
internal sealed class SimulateTransactionsCommand : CliCommand
{
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "A file to write: .csv for CSV with a header line, anything else for JSON lines; .gz packs it; - is the standard output.",
        HelpName = "FILE",
    };

    private readonly Option<long> _count = new("--count", "-n") { Description = "Number of transactions.", HelpName = "N", DefaultValueFactory = _ => 100_000 };

    private readonly Option<long> _seed = new("--seed") { Description = "The same seed makes the same transactions.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private readonly Option<int> _cards = new("--cards")
    {
        Description = "Number of cards.", HelpName = "N", DefaultValueFactory = _ => new SimulationOptions().Cards,
    };

    private readonly Option<double> _fraudRate = new("--fraud-rate")
    {
        Description = "Share of frauds, 0 to 0.5.", HelpName = "SHARE", DefaultValueFactory = _ => new SimulationOptions().FraudRate,
    };

    private readonly Option<DateTimeOffset> _start = new("--start")
    {
        Description = "Time of the first transaction; the simulation has a clock of its own, on which a card is used four times a day.",
        HelpName = "TIME",
        DefaultValueFactory = _ => new SimulationOptions().Start,
        CustomParser = result =>
        {
            if (!DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            {
                result.AddError($"--start: '{result.Tokens[0].Value}' is not a time; one looks like 2026-01-05 or 2026-01-05T08:00:00Z.");
            }

            return time;
        },
    };

    private readonly Option<bool> _unlabelled = new("--unlabelled") { Description = "Leave out is_fraud and fraud_kind, which tell the truth." };

    public SimulateTransactionsCommand()
        : base(
            "transactions",
            "Make card transactions with known frauds among them.",
            "detector simulate transactions --output train.csv --count 200000",
            "detector simulate transactions --output - --count 5")
    {
        foreach (Option option in new Option[] { _output, _count, _seed, _cards, _fraudRate, _start, _unlabelled })
        {
            Add(option);
        }

        AtLeast(_count, 1);
        AtLeast(_cards, 1);
        _fraudRate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 0.5))
            {
                result.AddError("--fraud-rate must be between 0 and 0.5.");
            }
        });
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string path = arguments.GetValue(_output) ?? throw new CommandException("name a file with --output FILE (- for the standard output)");
        long count = arguments.GetValue(_count);
        var simulator = new TransactionSimulator(arguments.GetValue(_seed), new SimulationOptions
        {
            Cards = arguments.GetValue(_cards),
            FraudRate = arguments.GetValue(_fraudRate),
            Start = arguments.GetValue(_start),
        });
        using var status = new StatusLine(Error(arguments), TimeProvider.System);
        long frauds;
        await using (var file = new TransactionFile(path, !arguments.GetValue(_unlabelled)))
        {
            frauds = await file.WriteAsync(simulator, count, done => status.Show(() => Progress(done, count)), ct);
        }

        status.Dispose();
        if (path != TransactionFile.StandardOutput)
        {
            Error(arguments).WriteLine($"{Numbers.Count(count, "transaction")}, {Numbers.Count(frauds)} of them frauds, in {path}");
        }

        return ExitCode.Success;
    }

    private static string Progress(long done, long count) => $"{Numbers.Percent((double)done / count)} of {Numbers.Count(count, "transaction")}";

    private static void AtLeast<T>(Option<T> option, T least)
        where T : IComparable<T> => option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>()!.CompareTo(least) < 0)
            {
                result.AddError($"{option.Name} must be at least {least}.");
            }
        });
}
