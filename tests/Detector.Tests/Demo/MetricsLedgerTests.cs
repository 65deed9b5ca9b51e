using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Data.Simulation.Metrics;
using Detector.Demo;

namespace Detector.Tests.Demo;

public class MetricsLedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly MetricsLedger _ledger = new();

    [Fact]
    public void What_is_wrong_is_found_by_an_incident_of_its_machine_in_its_time()
    {
        for (int minute = 0; minute < 60; minute++)
        {
            _ledger.See("host-1", Start.AddMinutes(minute), minute is >= 10 and < 20 ? MetricAnomalyKind.Shift
                : minute is 40 ? MetricAnomalyKind.Spike : MetricAnomalyKind.None);
            _ledger.See("host-2", Start.AddMinutes(minute), MetricAnomalyKind.None);
        }

        Assert.Equal(MetricAnomalyKind.Shift, Count("a", "host-1", 12, null));
        Assert.Equal(MetricAnomalyKind.Shift, Count("a", "host-1", 12, 22)); // its end
        Assert.Equal(MetricAnomalyKind.None, Count("b", "host-1", 25, 30));
        Assert.Equal(MetricAnomalyKind.None, Count("c", "host-2", 12, null));
        Assert.Equal("3 incidents, 2 false; found 1 of 2 spans in which something is wrong", _ledger.Tally());
        Assert.Equal(MetricAnomalyKind.Spike, Count("d", "host-1", 15, 45));
        Assert.Equal("4 incidents, 2 false; found 2 of 2 spans in which something is wrong", _ledger.Tally());
    }

    [Fact]
    public void A_machine_that_nobody_knows_has_nothing_wrong() => Assert.Equal(MetricAnomalyKind.None, Count("a", "host-9", 1, null));

    private MetricAnomalyKind Count(string id, string host, int start, int? end)
    {
        var incident = new IncidentReport
        {
            Id = id, State = end is null ? IncidentState.Open : IncidentState.Closed, Start = Start.AddMinutes(start),
            End = end is null ? null : Start.AddMinutes(end.Value), Peak = Start.AddMinutes(start), PeakScore = 2, Events = 1,
        };
        return _ledger.Count(
            new Alert
            {
                Id = id, Stream = "machines", Key = host, EventTime = Start.AddMinutes(start), Score = 2, ResidualScore = 2,
                DistanceScore = 0, CodeScore = 0, ReconstructionError = 1, Threshold = 1, Severity = Severity.Warning, ModelVersion = "m",
                ThresholdVersion = "t", Topic = "metrics", Partition = 0, Offset = 0, Features = [],
            },
            incident);
    }
}
