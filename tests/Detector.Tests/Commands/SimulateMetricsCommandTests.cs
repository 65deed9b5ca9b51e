using System.Text.Json;
using Detector.TestKit;

namespace Detector.Tests.Commands;

public class SimulateMetricsCommandTests
{
    [Fact]
    public async Task RowsAreWrittenAndInitKnowsWhatTheyAre()
    {
        using var file = new TemporaryFile("m.csv");
        using var config = new TemporaryFile("m.json");

        (int code, _, string error) = await Cli.RunAsync(
            "simulate", "metrics", "-o", file.Path, "-n", "3000", "--hosts", "2", "--metrics", "5", "--anomaly-rate", "0.2");

        Assert.True(code == 0, error);
        string[] lines = File.ReadAllLines(file.Path);
        Assert.Equal(
            "time,host,cpu,memory,disk_busy,network_in,network_out,is_anomaly,anomaly_kind,anomaly_metric,anomaly_span", lines[0]);
        Assert.Equal(3001, lines.Length);
        Assert.Contains($"3,000 rows, {lines.Skip(1).Count(line => line.Split(',')[7] == "1")} of them anomalous", error);

        (code, string proposal, error) = await Cli.RunAsync(
            "init", "-s", "machines", "-i", file.Path, "--key", "host", "--label", "is_anomaly",
            "--ignore", "anomaly_kind,anomaly_metric,anomaly_span", "-c", config.Path);

        Assert.True(code == 0, error);
        JsonElement schema = JsonDocument.Parse(File.ReadAllText(config.Path)).RootElement.GetProperty("Detector").GetProperty("Streams")
            .GetProperty("machines").GetProperty("Schema");
        Assert.Equal(("host", "time"), (schema.GetProperty("Key").GetString(), schema.GetProperty("Time").GetString()));
        Assert.Contains("network_out", proposal);
    }

    [Theory]
    [InlineData("--metrics", "2", "--metrics must be between 3 and 1000")]
    [InlineData("--hosts", "0", "--hosts must be at least 1")]
    [InlineData("--rate", "5", "--rate is for a topic, and --output is none")]
    [InlineData("--bootstrap", "h:1", "--bootstrap is for a topic")]
    [InlineData("--anomaly-rate", "0.4", "--anomaly-rate must be between 0 and 0.3")]
    public async Task WhatCannotBeSimulatedIsRefused(string option, string value, string message)
    {
        (int code, _, string error) = await Cli.RunAsync("simulate", "metrics", "-o", "-", option, value);

        Assert.Equal(2, code);
        Assert.Contains(message, error);
    }
}
