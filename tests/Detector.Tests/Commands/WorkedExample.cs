using System.Globalization;
using System.Text.Json.Nodes;
using Detector.TestKit;

namespace Detector.Tests.Commands;

/// <summary>
/// A stream "m" of two readings that follow each other, b = 2a + noise, with a model trained on them; anomalies break the rule,
/// though each reading alone is usual.
/// </summary>
public sealed class WorkedExample : IAsyncLifetime
{
    private readonly TemporaryFile _file = new("train.csv");

    public string Config => _file.Beside("settings.json");

    public string Registry => _file.Beside("models");

    public string Train => _file.Path;

    public string Test => _file.Beside("test.jsonl");

    public string InitOutput { get; private set; } = "";

    public string Version { get; private set; } = "";

    internal string Beside(string name) => _file.Beside(name);

    public async ValueTask InitializeAsync()
    {
        var random = new Random(1);
        await File.WriteAllLinesAsync(Train, Enumerable.Range(0, 3000)
            .Select(_ => Reading(random, anomaly: false)).Select(r => $"{r.A},{r.B},{r.Kind}").Prepend("a,b,kind"));
        await File.WriteAllLinesAsync(
            Test, Enumerable.Range(0, 1000).Select(i => (Anomaly: i % 20 == 0, Row: Reading(random, i % 20 == 0)))
            .Select(r => string.Create(CultureInfo.InvariantCulture,
            $$"""{"kind":"{{r.Row.Kind}}","truth":{{(r.Anomaly ? 1 : 0)}},"b":{{r.Row.B}},"a":{{r.Row.A}}}""")));
        (int code, InitOutput, string error) = await Cli.RunAsync("init", "-s", "m", "-i", Train, "-c", Config);
        Assert.True(code == 0, error);
        JsonNode settings = JsonNode.Parse(await File.ReadAllTextAsync(Config))!;
        settings["Detector"]!["Registry"] = Registry;
        settings["Detector"]!["Streams"]!["m"]!["Model"] = new JsonObject { ["MaxSteps"] = 400 };
        await File.WriteAllTextAsync(Config, settings.ToJsonString());
        (code, string output, error) = await Cli.RunAsync("train", "-s", "m", "-i", Train, "-c", Config);
        Assert.True(code == 0, error);
        Version = output.Split('\n')[0];
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private static (double A, double B, string Kind) Reading(Random random, bool anomaly)
    {
        double a = Math.Round(random.NextDouble(), 4);
        double other = anomaly ? (a + 0.3 + (0.4 * random.NextDouble())) % 1 : a;
        return (a, Math.Round((2 * other) + (0.02 * random.NextDouble()), 4), random.Next(2) == 0 ? "x" : "y");
    }
}
