using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace Detector.Data.Simulation.Metrics;

/// <summary>
/// Rows of machines' metrics, all machines of a time one after the other, with known anomalies among them; endless, and the same for the
/// same seed and options.
/// </summary>
public sealed class MetricsSimulation : ISimulation
{
    // More than a column has.
    private const int Space = 128;

    private static readonly string[] Usual =
        ["cpu", "memory", "disk_busy", "network_in", "network_out", "requests", "latency", "connections"];

    private readonly MetricHost[] _hosts;
    private readonly double[] _values;
    private readonly string[] _names;
    private readonly bool _label;
    private readonly long _intervalMs;
    private long _timeMs;
    private int _host = -1;

    /// <param name="seed">Seed of what happens; machines of the same number are the same ones for every seed.</param>
    /// <param name="options">The machines.</param>
    /// <param name="label">Whether the truth is told: is_anomaly, anomaly_kind, anomaly_metric and anomaly_span.</param>
    public MetricsSimulation(long seed, MetricsOptions options, bool label)
    {
        _hosts = [.. Enumerable.Range(0, options.Hosts).Select(host =>
            new MetricHost(host, new RandomNumbers(unchecked((seed * 1_000_003) + host)), options.Metrics, options.AnomalyRate))];
        _values = new double[options.Metrics];
        _names = [.. Enumerable.Range(0, options.Metrics).Select(i => i < Usual.Length ? Usual[i] : $"metric_{i + 1}")];
        (_label, _intervalMs, _timeMs) = (label, (long)options.Interval.TotalMilliseconds, options.Start.ToUnixTimeMilliseconds());
    }

    public string CsvHeader => $"time,host,{string.Join(',', _names)}"
        + (_label ? ",is_anomaly,anomaly_kind,anomaly_metric,anomaly_span" : "");

    public string Key => $"host-{_host + 1}";

    public bool IsAnomaly => Span is not null;

    /// <summary>What is wrong in the row; null where nothing is.</summary>
    public MetricSpan? Span => _hosts[_host].Span;

    /// <summary>The row's time.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(_timeMs);

    private string Kind => Span?.Kind.ToString().ToLowerInvariant() ?? "";

    private string Metric => Span is null ? "" : _names[Span.Metric];

    public void Next()
    {
        if (++_host == _hosts.Length)
        {
            (_host, _timeMs) = (0, _timeMs + _intervalMs);
        }

        _hosts[_host].Next(_timeMs, _values);
    }

    public void WriteJson(IBufferWriter<byte> output)
    {
        Write(output, $$"""{"time":"{{Time:yyyy-MM-ddTHH:mm:ss.fffZ}}","host":"{{Key}}" """.TrimEnd());
        for (int i = 0; i < _values.Length; i++)
        {
            Write(output, string.Create(CultureInfo.InvariantCulture, $",\"{_names[i]}\":{_values[i]}"));
        }

        if (_label)
        {
            Write(output, $",\"is_anomaly\":{(IsAnomaly ? 1 : 0)},\"anomaly_kind\":\"{Kind}\",\"anomaly_metric\":\"{Metric}\"");
            Write(output, $",\"anomaly_span\":{Span?.Number ?? 0}");
        }

        Write(output, "}");
    }

    public void WriteCsv(IBufferWriter<byte> output)
    {
        Write(output, $"{Time:yyyy-MM-ddTHH:mm:ss.fffZ},{Key}");
        foreach (double value in _values)
        {
            Write(output, string.Create(CultureInfo.InvariantCulture, $",{value}"));
        }

        if (_label)
        {
            Write(output, $",{(IsAnomaly ? 1 : 0)},{Kind},{Metric},{Span?.Number ?? 0}");
        }
    }

    private static void Write(IBufferWriter<byte> output, string text)
    {
        Utf8.FromUtf16(text, output.GetSpan(Space), out _, out int written);
        output.Advance(written);
    }
}
