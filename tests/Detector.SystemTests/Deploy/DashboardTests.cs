using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Detector.Kafka;
using Detector.TestKit;

namespace Detector.SystemTests.Deploy;

/// <summary>Grafana's dashboards: each of their questions is put to a real Prometheus that scrapes a real daemon.</summary>
public sealed class DashboardTests(TrainedStream stream, ITestOutputHelper output) : IDisposable
{
    // Nothing has gone wrong in the test's stream that they could show; they must be valid all the same.
    private static readonly string[] EmptyIsHealthy = ["Missing values"];
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "grafana", "dashboards");
    private readonly InProcessBroker _broker = new();

    [Fact]
    public async Task EveryQueryOfEveryPanelFindsWhatARealDaemonShows()
    {
        PrometheusServer.SkipUnlessInstalled();
        string topic = $"events-{Guid.NewGuid():N}";
        KafkaTopics.AwaitTopic(_broker.BootstrapServers, topic);
        string settings = stream.SettingsFor(_broker.BootstrapServers, topic, own => own["Drift"] = new JsonObject
        {
            ["Events"] = 200,
            ["Span"] = "0s",
        });
        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", settings);
        await daemon.WaitUntilReadyAsync();
        using PrometheusServer prometheus = PrometheusServer.Scraping(daemon);
        await Eventually.TrueAsync(
            async () => (await prometheus.QueryAsync("detector_stream_ready == 1")).Count == 1,
            TimeSpan.FromMinutes(1), () => daemon.Output);
        // What rises is seen from the second scrape on.
        KafkaTopics.Write(
            _broker.BootstrapServers, topic, stream.Events.Take(4000).Select(e => TestMessage.Of(e)).Append(TestMessage.Of("{")));

        (string Panel, string Query)[] queries = [.. Directory.GetFiles(Folder).Order().SelectMany(Queries)];
        Assert.InRange(queries.Length, 50, 200);
        foreach ((string panel, string query) in queries)
        {
            IReadOnlyList<double> found = [];
            if (EmptyIsHealthy.Any(panel.EndsWith))
            {
                found = await prometheus.QueryAsync(query);
            }
            else
            {
                await Eventually.TrueAsync(
                    async () => (found = await prometheus.QueryAsync(query)).Any(double.IsFinite),
                    TimeSpan.FromSeconds(30), () => $"{panel}: {query} finds nothing");
            }

            output.WriteLine($"{panel}: {string.Join(" ", found.Select(value => $"{value:g4}"))}");
        }
    }

    [Fact]
    public void EveryPanelHasATitleAndWordsAndEveryRowSaysWhatHealthyLooksLike()
    {
        foreach (string file in Directory.GetFiles(Folder))
        {
            using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(file));
            JsonElement[] panels = [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()];
            Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
            foreach (JsonElement panel in panels)
            {
                string title = panel.GetProperty("title").GetString()!;
                if (panel.GetProperty("type").GetString() == "row")
                {
                    Assert.True(title.StartsWith("Healthy looks like: ") || title.StartsWith("Streams, "), title);
                }
                else
                {
                    Assert.NotEmpty(title);
                    Assert.NotEmpty(panel.GetProperty("description").GetString()!);
                }
            }

            AssertNothingOverlaps(Path.GetFileName(file), panels);
        }
    }

    /// <summary>Held against the types that Grafana publishes on npm, by TypeScript's compiler.</summary>
    [Fact]
    public async Task TheDashboardsFitGrafanasOwnSchema()
    {
        Assert.SkipUnless(ChildProcess.IsInstalled("npm"), "no npm here, from which Grafana's schema comes");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("detector-grafana-");
        try
        {
            await ChildProcess.SucceedAsync(
                "npm", ["install", "--no-audit", "--no-fund", "--silent", "@grafana/schema@13.2.3", "typescript@5.9.3"],
                directory: folder.FullName);
            IEnumerable<string> dashboards = Directory.GetFiles(Folder).Order()
                .Select((file, index) => $"const dashboard{index}: Shipped = {File.ReadAllText(file)};");
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "dashboards.ts"),
                $$"""
                import type { AnnotationQuery, Dashboard } from '@grafana/schema';
                type Json<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: Json<T[K]> } : T;
                // An annotation of Prometheus' has these beside what every source's has.
                type Note = AnnotationQuery & { expr: string; titleFormat: string; step: string };
                type Shipped = Json<Omit<Dashboard, 'annotations'> & { annotations: { list: Note[] } }>;
                {{string.Join('\n', dashboards)}}
                """);
            await ChildProcess.SucceedAsync(
                "npx",
                ["tsc", "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", "dashboards.ts"],
                directory: folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose() => _broker.Dispose();

    private static IEnumerable<(string Panel, string Query)> Queries(string file)
    {
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(file));
        string name = Path.GetFileNameWithoutExtension(file);
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()
                .Select(target => (
                    $"{name}: {panel.GetProperty("title").GetString()}", Filled(target.GetProperty("expr").GetString()!))))];
    }

    // As Grafana fills it in; the times are short, as the test's are.
    private static string Filled(string query)
    {
        query = query.Replace("[$__rate_interval]", "[20s]").Replace("[$__range]", "[1m]").Replace("[1h]", "[1m]")
            .Replace("$stream", TrainedStream.Stream).Replace("$instance", ".*");
        Assert.DoesNotMatch(new Regex("\\$"), query);
        return query;
    }

    private static void AssertNothingOverlaps(string file, JsonElement[] panels)
    {
        var taken = new Dictionary<(int X, int Y), string>();
        foreach (JsonElement panel in panels)
        {
            JsonElement place = panel.GetProperty("gridPos");
            string title = panel.GetProperty("title").GetString()!;
            (int x, int y, int w, int h) = (At("x"), At("y"), At("w"), At("h"));
            Assert.True(x + w <= 24, $"{file}: {title} is wider than the page");
            foreach ((int X, int Y) cell in from column in Enumerable.Range(x, w) from row in Enumerable.Range(y, h) select (column, row))
            {
                Assert.True(taken.TryAdd(cell, title), $"{file}: {title} lies over {taken[cell]}");
            }

            int At(string name) => place.GetProperty(name).GetInt32();
        }
    }
}
