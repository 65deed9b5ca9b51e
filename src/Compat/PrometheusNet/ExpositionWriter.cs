using System.Buffers;
using System.Globalization;
using System.Text;

namespace Prometheus;

/// <summary>Writes metrics as Prometheus text 0.0.4 or OpenMetrics 1.0.0 into memory.</summary>
internal sealed class ExpositionWriter(ExpositionFormat format)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly bool _openMetrics = format == ExpositionFormat.OpenMetricsText;

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <summary>The labels as <c>name="value",name="value"</c>, escaped (both formats escape values alike).</summary>
    public static string RenderLabels(string[] names, string[] values) =>
        string.Join(',', names.Zip(values, (name, value) => $"{name}=\"{Escape(value, quotes: true)}\""));

    public void WriteFamily(Collector metric)
    {
        var name = metric.Name;
        var type = metric.Type.ToString().ToLowerInvariant();
        if (_openMetrics && metric.Type == MetricType.Counter)
        {
            // OpenMetrics names the family without the suffix that its counters must have; without the suffix it is no counter.
            const string Suffix = "_total";
            (name, type) = name.EndsWith(Suffix, StringComparison.Ordinal) ? (name[..^Suffix.Length], type) : (name, "unknown");
        }

        var help = string.IsNullOrWhiteSpace(metric.Help) ? string.Empty : Escape(metric.Help, quotes: _openMetrics);
        Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");
    }

    public void WriteSample(string name, string suffix, string labels, double value) =>
        Append($"{name}{suffix}{Braced(labels)} {Render(value)}\n");

    public void WriteSample(string name, string suffix, string labels, long value) =>
        Append($"{name}{suffix}{Braced(labels)} {value.ToString(CultureInfo.InvariantCulture)}\n");

    public void WriteBucket(string name, string labels, double bound, long cumulative)
    {
        var le = $"le=\"{Render(bound)}\"";
        WriteSample(name, "_bucket", labels.Length == 0 ? le : $"{labels},{le}", cumulative);
    }

    public void WriteEnd()
    {
        if (_openMetrics)
        {
            Append("# EOF\n");
        }
    }

    private static string Braced(string labels) => labels.Length == 0 ? string.Empty : $"{{{labels}}}";

    private static string Escape(string text, bool quotes)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    private string Render(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        var text = value.ToString("g", CultureInfo.InvariantCulture);
        return _openMetrics && text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }

    private void Append(string text) => PrometheusConstants.ExportEncoding.GetBytes(text, _buffer);
}
