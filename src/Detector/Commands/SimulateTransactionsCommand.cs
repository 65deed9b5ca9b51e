using System.CommandLine;
using Detector.Data.Simulation;

namespace Detector.Commands;

/// <summary>detector simulate transactions.</summary>
internal sealed class SimulateTransactionsCommand : SimulationCommand
{
    private readonly Option<int> _cards = new("--cards")
    {
        Description = "Number of cards.", HelpName = "N", DefaultValueFactory = _ => new SimulationOptions().Cards,
    };

    private readonly Option<double> _fraudRate = new("--fraud-rate")
    {
        Description = "Share of frauds, 0 to 0.5.", HelpName = "SHARE", DefaultValueFactory = _ => new SimulationOptions().FraudRate,
    };

    private readonly Option<bool> _raw = new("--raw")
    {
        Description = "Leave out what a card did lately (amount_ratio, seconds_since_last, count_1h): "
            + "aggregates of the schema can make the like of it.",
    };

    public SimulateTransactionsCommand()
        : base(
            "transactions",
            "Make card transactions with known frauds among them.",
            ("transaction", "frauds", "card"),
            "; on it a card is used four times a day",
            "is_fraud and fraud_kind",
            "detector simulate transactions --output train.csv --count 200000",
            "detector simulate transactions --bootstrap localhost:9092 --topic transactions --rate 200",
            "detector simulate transactions --output - --count 5")
    {
        Add(_cards, _fraudRate, _raw);
        Check(_cards, cards => cards >= 1, "must be at least 1");
        Check(_fraudRate, rate => rate is >= 0 and <= 0.5, "must be between 0 and 0.5");
    }

    protected override ISimulation Make(ParseResult arguments, long seed, DateTimeOffset start, bool isLabelled)
    {
        var options = new SimulationOptions
        {
            Cards = arguments.GetValue(_cards), FraudRate = arguments.GetValue(_fraudRate), Start = start,
        };
        return new TransactionSimulation(
            new TransactionSimulator(seed, options),
            (arguments.GetValue(_raw) ? TransactionColumns.Raw : TransactionColumns.Aggregates)
                | (isLabelled ? TransactionColumns.Label : TransactionColumns.Raw));
    }
}
