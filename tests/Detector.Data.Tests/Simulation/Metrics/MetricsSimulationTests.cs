using System.Buffers;
using System.Text;
using System.Text.Json;
using Detector.Data.Simulation.Metrics;

namespace Detector.Data.Tests.Simulation.Metrics;

public class MetricsSimulationTests
{
    private const int Rows = 40_000;

    private static readonly MetricsOptions Options = new() { AnomalyRate = 0.1 };
    private static readonly List<(double[] Values, MetricSpan? Span)> Made = [.. Take(5, Options, Rows)];

    [Fact]
    public void TheSameSeedMakesTheSameRowsAndAnotherOneOthers()
    {
        Assert.Equal(Lines(3), Lines(3));
        Assert.Empty(Lines(3).Intersect(Lines(4)));
    }

    [Fact]
    public void CsvAndJsonSayTheSameAndTheTruthOnlyWhenAsked()
    {
        var simulation = new MetricsSimulation(7, Options with { Hosts = 3, Metrics = 10, AnomalyRate = 0.3 }, label: true);
        string[] columns = simulation.CsvHeader.Split(',');
        var seen = new HashSet<string>();
        for (int i = 0; i < 3000; i++)
        {
            simulation.Next();
            var (json, csv) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
            simulation.WriteJson(json);
            simulation.WriteCsv(csv);
            JsonProperty[] properties = [.. JsonDocument.Parse(json.WrittenMemory).RootElement.EnumerateObject()];

            Assert.Equal(columns, properties.Select(property => property.Name));
            Assert.Equal(properties.Select(property => property.Value.ToString()), Encoding.UTF8.GetString(csv.WrittenSpan).Split(','));
            Assert.Equal(new DateTimeOffset(2026, 1, 5, 0, i / 3 % 60, 0, TimeSpan.Zero).AddHours(i / 180),
                properties[0].Value.GetDateTimeOffset());
            Assert.Equal(($"host-{(i % 3) + 1}", simulation.IsAnomaly ? "1" : "0"), (simulation.Key, properties[12].Value.ToString()));
            seen.Add(properties[13].Value.GetString()!);
        }

        Assert.True(seen.Count >= 3);
        Assert.EndsWith(",metric_9,metric_10", new MetricsSimulation(7, new() { Metrics = 10 }, label: false).CsvHeader);
    }

    [Fact]
    public void SoManyRowsAreAnomalousAndEachKindComesSeveralTimes()
    {
        Assert.InRange(Made.Count(row => row.Span is not null) / (double)Rows, 0.07, 0.13);
        Assert.All(Spans().GroupBy(span => span.Span.Kind), kind => Assert.True(kind.Count() >= 3, $"{kind.Key}: {kind.Count()}"));
        Assert.Equal(5, Spans().Select(span => span.Span.Kind).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, Spans().Count), Spans().Select(span => span.Span.Number));
        Assert.All(Take(5, Options with { AnomalyRate = 0 }, 2000), row => Assert.Null(row.Span));
    }

    [Fact]
    public void EachKindIsWhatItIsCalled()
    {
        foreach ((MetricSpan span, int start) in Spans())
        {
            double[] metric = [.. Enumerable.Range(start - 1, span.Rows + 1).Select(row => Made[row].Values[span.Metric])];
            double[] whole = [.. Made.Where(row => row.Span is null).Select(row => row.Values[span.Metric]).Order()];
            (double low, double high) = (whole[(int)(0.02 * whole.Length)], whole[(int)(0.98 * whole.Length)]);
            switch (span.Kind)
            {
                case MetricAnomalyKind.Frozen:
                    Assert.Single(metric.Distinct());
                    break;
                case MetricAnomalyKind.Broken:
                    double[] others = [.. Enumerable.Range(start - 1, span.Rows + 1).Select(row => Made[row].Values
                        .Where((_, i) => i != span.Metric).Average())];
                    Assert.InRange(metric[1..].Average(), whole[0], whole[^1]);
                    Assert.True(Correlation(metric[1..], others[1..]) < Usual(span.Metric), $"span {span.Number}");
                    break;
                case MetricAnomalyKind.Spike:
                    Assert.InRange(span.Rows, 1, 3);
                    Assert.True(Math.Abs(metric[1] - metric[0]) > 0.15 * (high - low), $"span {span.Number}");
                    break;
                case MetricAnomalyKind.Drift:
                    double moved = metric[^10..].Average() - metric[1..11].Average();
                    Assert.True(moved * span.Size > 0, $"span {span.Number} moved by {moved}");
                    break;
                default:
                    Assert.Equal(Math.Sign(span.Size), Math.Sign(metric[1] - metric[0]));
                    break;
            }
        }

        double Usual(int metric) => Correlation(
            [.. Made[..1000].Select(row => row.Values[metric])],
            [.. Made[..1000].Select(row => row.Values.Where((_, i) => i != metric).Average())]);
    }

    private static List<(MetricSpan Span, int Start)> Spans() =>
        [.. Made.Index().Where(row => row.Item.Span is not null && Made[row.Index - 1].Span != row.Item.Span)
            .Select(row => (row.Item.Span!, row.Index)).Where(span => span.Index + span.Item1.Rows <= Rows)];

    private static double Correlation(double[] a, double[] b)
    {
        (double meanA, double meanB) = (a.Average(), b.Average());
        double both = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return both / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }

    private static IEnumerable<(double[] Values, MetricSpan? Span)> Take(long seed, MetricsOptions options, int count)
    {
        var simulation = new MetricsSimulation(seed, options, label: false);
        for (int i = 0; i < count; i++)
        {
            simulation.Next();
            yield return ([.. Line(simulation).Split(',')[2..].Select(text =>
                double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))], simulation.Span);
        }
    }

    private static List<string> Lines(long seed)
    {
        var simulation = new MetricsSimulation(seed, Options, label: true);
        return [.. Enumerable.Range(0, 500).Select(_ =>
        {
            simulation.Next();
            return Line(simulation);
        })];
    }

    private static string Line(MetricsSimulation simulation)
    {
        var output = new ArrayBufferWriter<byte>();
        simulation.WriteCsv(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
