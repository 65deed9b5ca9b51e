using Detector.Core.Alerts;
using Detector.Data.Simulation;
using Detector.Demo;

namespace Detector.Tests.Demo;

public class FraudLedgerTests
{
    [Fact]
    public void AlertsAreCountedOnceAndSetAgainstWhatWasInjected()
    {
        var ledger = new FraudLedger();
        ledger.Inject(new Transaction { Card = 7, TimeMs = 1000, Fraud = FraudKind.Night });
        ledger.Inject(new Transaction { Card = 7, TimeMs = 2000, Fraud = FraudKind.Burst });
        ledger.Inject(new Transaction { Card = 7, TimeMs = 3000 });

        Assert.Equal(FraudKind.Night, ledger.Count(Alert("a", 1000)));
        Assert.Null(ledger.Count(Alert("a", 1000)));
        Assert.Equal(FraudKind.None, ledger.Count(Alert("b", 3000)));

        Assert.Equal("false alarms 0.1 % now, 1 in all; caught 1 of 2 frauds (50 %)", ledger.Tally(1000, 0));
        Assert.Equal("false alarms 0 % now, 1 in all; caught 1 of 2 frauds (50 %); 2 alerts not shown", ledger.Tally(1002, 2));
        Assert.Equal(
            ["1,002 transactions, 1 of 2 injected frauds caught (50 %);",
                "1 false alarm, 0.1 % of the honest ones (0.5 % was asked for)."],
            ledger.Summary(1002, 0.005).Split(Environment.NewLine));
    }

    [Fact]
    public void NothingYetReadsWellToo()
    {
        Assert.Equal("false alarms 0 % now, 0 in all; caught 0 of 0 frauds", new FraudLedger().Tally(0, 0));
        Assert.StartsWith("0 transactions, 0 of 0 injected frauds caught;", new FraudLedger().Summary(0, 0.01));
    }

    private static Alert Alert(string id, long timeMs) => new()
    {
        Id = id, Stream = "transactions", Key = "c00007", EventTime = DateTimeOffset.FromUnixTimeMilliseconds(timeMs),
        Score = 9, ResidualScore = 5, DistanceScore = 3, CodeScore = 1,
        ReconstructionError = 1, Threshold = 6, Severity = Severity.Warning,
        ModelVersion = "m", ThresholdVersion = "m", Topic = "t", Partition = 0, Offset = 0, Features = [],
    };
}
