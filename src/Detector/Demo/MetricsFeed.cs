using System.Buffers;
using System.Text;
using Detector.Data.Simulation.Metrics;
using Detector.Kafka;

namespace Detector.Demo;

/// <summary>Writes simulated machines' metrics to the demo's topics: some days of the past at once, then the present, faster than it is.
/// </summary>
/// <param name="options">What the demo shows.</param>
/// <param name="time">The clock.</param>
internal sealed class MetricsFeed(DemoOptions options, TimeProvider time)
{
    /// <summary>Machines.</summary>
    public const int Hosts = 4;

    /// <summary>Rows a second, of all machines: fourteen minutes of each.</summary>
    private const int Rate = 56;

    private const double AnomalyRate = 0.25;

    private readonly MetricsSimulation _past = Simulation(options.Seed, 0, new MetricsOptions().Start);
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Rows of the live stream so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Writes the past, in which all is usual.</summary>
    public void WriteHistory(TopicWriter writer, CancellationToken cancellation)
    {
        for (int i = 0; i < options.Rows; i++)
        {
            Send(_past, writer, cancellation);
        }
    }

    /// <summary>Writes live rows until it is cancelled, telling the ledger of each before it is sent.</summary>
    public async Task RunAsync(TopicWriter writer, MetricsLedger ledger, CancellationToken cancellation)
    {
        TimeSpan past = new MetricsOptions().Interval * (options.Rows / Hosts);
        MetricsSimulation live = Simulation(options.Seed + 1, AnomalyRate, new MetricsOptions().Start + past);
        using var pace = new Pace(Rate, time);
        while (true)
        {
            for (long due = pace.Due; Sent < due; Sent++)
            {
                Send(live, writer, cancellation, ledger);
            }

            await pace.WaitAsync(cancellation);
        }
    }

    private static MetricsSimulation Simulation(long seed, double anomalies, DateTimeOffset start) =>
        new(seed, new MetricsOptions { Hosts = Hosts, AnomalyRate = anomalies, Start = start }, label: false);

    private void Send(MetricsSimulation rows, TopicWriter writer, CancellationToken cancellation, MetricsLedger? ledger = null)
    {
        rows.Next();
        ledger?.See(rows.Key, rows.Time, rows.Span?.Kind ?? MetricAnomalyKind.None);
        _buffer.ResetWrittenCount();
        rows.WriteJson(_buffer);
        writer.Write(Encoding.UTF8.GetBytes(rows.Key), _buffer.WrittenSpan.ToArray(), cancellation: cancellation);
    }
}
