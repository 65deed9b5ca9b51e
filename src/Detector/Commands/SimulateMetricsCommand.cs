using System.CommandLine;
using Detector.Data.Simulation;
using Detector.Data.Simulation.Metrics;

namespace Detector.Commands;

/// <summary>detector simulate metrics.</summary>
internal sealed class SimulateMetricsCommand : SimulationCommand
{
    private const int MostMetrics = 1000;

    private readonly Option<int> _hosts = new("--hosts")
    {
        Description = "Number of machines.", HelpName = "N", DefaultValueFactory = _ => new MetricsOptions().Hosts,
    };

    private readonly Option<int> _metrics = new("--metrics")
    {
        Description = $"Metrics of a machine, {MetricsOptions.Fewest} to {MostMetrics}.",
        HelpName = "N",
        DefaultValueFactory = _ => new MetricsOptions().Metrics,
    };

    private readonly Option<double> _anomalyRate = new("--anomaly-rate")
    {
        Description = "Share of rows in which a metric is wrong, 0 to 0.3.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => new MetricsOptions().AnomalyRate,
    };

    public SimulateMetricsCommand()
        : base(
            "metrics",
            "Make machines' metrics, with spikes, level shifts, broken relations, frozen sensors and slow drifts among them.",
            ("row", "anomalous", "host"),
            "; a machine has a row a minute",
            "is_anomaly, anomaly_kind, anomaly_metric and anomaly_span",
            "detector simulate metrics --output train.csv --count 14400 --anomaly-rate 0",
            "detector simulate metrics --bootstrap localhost:9092 --topic metrics --hosts 20 --rate 20")
    {
        Add(_hosts, _metrics, _anomalyRate);
        Check(_hosts, hosts => hosts >= 1, "must be at least 1");
        Check(
            _metrics,
            metrics => metrics is >= MetricsOptions.Fewest and <= MostMetrics,
            $"must be between {MetricsOptions.Fewest} and {MostMetrics}");
        Check(_anomalyRate, rate => rate is >= 0 and <= 0.3, "must be between 0 and 0.3");
    }

    protected override ISimulation Make(ParseResult arguments, long seed, DateTimeOffset start, bool isLabelled) => new MetricsSimulation(
        seed,
        new MetricsOptions
        {
            Hosts = arguments.GetValue(_hosts),
            Metrics = arguments.GetValue(_metrics),
            AnomalyRate = arguments.GetValue(_anomalyRate),
            Start = start,
        },
        isLabelled);
}
