using System.Globalization;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Retraining.History;
using Detector.Streams.Lookback;
using Detector.Streams.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Retraining.Tests.History;

/// <summary>What rows of a topic's past know of verdicts, one event a millisecond.</summary>
public sealed class VerdictHistoryTests
{
    private const int Events = 3000;
    private const int Keys = 5;
    private const int WindowMs = 500;

    private static readonly Schema Judged = new(new SchemaSettings
    {
        Fields = [new() { Name = "a" }, new() { Name = "b" }],
        Aggregates =
        [
            new() { Kind = AggregateKind.ConfirmedCount, By = ["b"], Window = TimeSpan.FromMilliseconds(WindowMs) },
            new() { Kind = AggregateKind.ConfirmedShare, By = ["b"], Window = TimeSpan.FromMilliseconds(WindowMs) },
        ],
    });

    private readonly (int Event, int AtMs, bool IsAnomaly)[] _verdicts = [.. Draw().OrderBy(verdict => verdict.AtMs)];

    [Fact]
    public void EachRowCountsTheVerdictsThatWereThereAtItsTime()
    {
        double[][] rows = Rows(Events, Events, new(null, null, Events, 0));

        Assert.Equal(Events, rows.Length);
        foreach ((int i, double[] row) in rows.Index())
        {
            bool[] known =
            [
                .. from verdict in _verdicts
                   where verdict.Event % Keys == i % Keys && verdict.AtMs <= i && verdict.AtMs > i - WindowMs
                   select verdict.IsAnomaly,
            ];
            int anomalies = known.Count(isAnomaly => isAnomaly);
            Assert.Equal([anomalies, known.Length == 0 ? 0 : (double)anomalies / known.Length], row[2..]);
        }
    }

    [Fact]
    public void RowsAreTheSameWhateverVerdictsComeLaterAndWhereverTheReadingBegins()
    {
        const int until = 2000;
        double[][] then = Rows(until, until, new(null, null, Events, 0));
        Assert.Equal(then, Rows(Events, Events, new(null, Ms(until), Events, 0)));
        Assert.Equal(then[1500..], Rows(Events, Events, new(Ms(1500), Ms(until), Events, 0)));
    }

    [Fact]
    public void SoDoRowsThatAreHeldBackAndThoseThinned()
    {
        Dictionary<double, double[]> all = Rows(Events, Events, new(null, null, Events, 0)).ToDictionary(row => row[0]);
        Gathered gathered = Read(Events, Events, new(null, null, 300, 0.1));
        double[][] some = [.. Copy(gathered.Training), .. Copy(gathered.HeldBack)];
        Assert.InRange(some.Length, 590, 610);
        Assert.All(some, row => Assert.Equal(all[row[0]], row));
        Assert.Contains(Copy(gathered.HeldBack), row => row[2] > 0);
    }

    private static IEnumerable<(int Event, int AtMs, bool IsAnomaly)> Draw()
    {
        var random = new Random(5);
        for (int i = 0; i < Events; i++)
        {
            if (random.Next(4) == 0)
            {
                yield return (i, i + random.Next(1, 800), random.Next(2) == 0);
            }
        }
    }

    private double[][] Rows(int events, int untilMs, HistorySpan span) => Copy(Read(events, untilMs, span).Training);

    private Gathered Read(int events, int untilMs, HistorySpan span)
    {
        var history = new MemoryHistory();
        for (int i = 0; i < events; i++)
        {
            history.Add($"{{\"a\":{i},\"b\":{i % Keys}}}");
        }

        var verdicts = new MemoryHistory();
        foreach ((int at, int atMs, bool isAnomaly) in _verdicts.Where(verdict => verdict.AtMs < untilMs))
        {
            verdicts.Add(
                string.Create(CultureInfo.InvariantCulture, $"{{\"offset\":{at},\"partition\":0,\"verdict\":{(isAnomaly ? 1 : 0)}}}"),
                timestampMs: atMs);
        }

        var past = new PastVerdicts(
            "s", history.Topics, new() { Topic = "verdicts", Offset = "offset" }, new SideMemory(verdicts), TimeSpan.FromSeconds(1),
            TimeProvider.System, NullLogger.Instance);
        return new TopicSamples(Judged, new WindowSettings(), history, new FakeTimeProvider(), verdicts: past)
            .Read(span, null, TestContext.Current.CancellationToken);
    }

    private static double[][] Copy(SampleSet samples) => [.. Enumerable.Range(0, samples.Count).Select(samples.Copy)];

    private static DateTimeOffset Ms(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
