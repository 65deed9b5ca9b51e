using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detector.Data.Simulation;
using Detector.Kafka;
using Detector.Retraining.Comparison;
using Detector.Retraining.Runs;
using Detector.TestKit;

namespace Detector.Tests.Commands;

/// <summary>detector train --from-topic, on transactions in a broker of this process.</summary>
public sealed class TrainFromTopicTests : IDisposable
{
    private const int Events = 3000;
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-topic-").FullName;
    private readonly InProcessBroker _broker = new();

    [Fact]
    public async Task The_topic_is_trained_on_and_what_came_of_it_is_told_to_people_and_to_programs()
    {
        (int code, _, string error) = await Cli.RunAsync(
            "simulate", "transactions", "--bootstrap", _broker.BootstrapServers, "--topic", "t",
            "--count", $"{Events}", "--rate", "50000");
        Assert.True(code == 0, error);
        WriteSettings();

        (code, string output, error) = await Cli.RunAsync(
            "train", "-s", "transactions", "-c", In("c.json"), "--from-topic", "--since", "1h", "--rows", "2000", "--why", "first one");
        Assert.True(code == 0, error);
        string first = output.Split('\n')[0];
        Assert.Contains("It serves.", output, StringComparison.Ordinal);
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(In("models"), "transactions", first, "manifest.json")))!;
        JsonArray parts = manifest["lineage"]!["parts"]!.AsArray();
        Assert.Equal(Events, parts.Sum(part => (int)part!["heldBackEnd"]!));
        Assert.InRange(parts.Sum(part => (int)part!["rows"]!), 1990, 2010);

        (code, output, error) = await Cli.RunAsync(
            "train", "-s", "transactions", "-c", In("c.json"), "--from-topic", "--json", "--keep-current");
        Assert.True(code == 0, error);
        TrainerLine[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => TrainerJson.Read(line)!)];
        Assert.Equal(2700, Assert.Single(lines, line => line.Kind == TrainerLine.Gathered).Rows);
        Assert.Contains(lines, line => line is { Kind: TrainerLine.Training, Fraction: > 0, Loss: > 0 });
        Assert.Equal((TrainerLine.Result, Outcome.Asked), (lines[^1].Kind, lines[^1].Outcome));
        Assert.Equal(first, lines[^1].Verdict!.Champion!.Version);

        (code, output, _) = await Cli.RunAsync("models", "history", "-s", "transactions", "-c", In("c.json"));
        Assert.Contains("first one; alerts", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retrain_asks_the_daemon_and_trains_here_where_there_is_none()
    {
        (int code, _, string error) = await Cli.RunAsync(
            "simulate", "transactions", "--bootstrap", _broker.BootstrapServers, "--topic", "t", "--count", "500", "--rate", "50000");
        Assert.True(code == 0, error);
        int port = FreePort.Next();
        WriteSettings(port, countsVerdicts: true);
        string at = new SimulationOptions().Start.AddHours(1).ToString("O", CultureInfo.InvariantCulture);
        KafkaTopics.Write(_broker.BootstrapServers, "v", Enumerable.Range(0, 100).Select(offset =>
            TestMessage.Of($"{{\"offset\":{offset},\"partition\":0,\"verdict\":1,\"at\":\"{at}\"}}")));
        (code, string output, error) = await Cli.RunAsync("retrain", "-s", "transactions", "-c", In("c.json"));
        Assert.True(code == 0, error);
        Assert.Contains($"No daemon answers at http://127.0.0.1:{port}; training here", error, StringComparison.Ordinal);
        Assert.Contains("It serves.", output, StringComparison.Ordinal);
        string scaler = File.ReadAllText(Path.Combine(In("models"), "transactions", output.Split('\n')[0], "scaler.json"));
        JsonNode counted = JsonNode.Parse(scaler)!["fields"]!.AsArray()[^1]!;
        Assert.InRange((double)counted["usual"]!["high"]!, 1, 100); // what the training's rows know of the verdicts

        using var daemon = new HttpListener();
        daemon.Prefixes.Add($"http://127.0.0.1:{port}/");
        daemon.Start();
        Task<string> asked = AnswerAsync(daemon, 202, "{}");
        (code, output, _) = await Cli.RunAsync("retrain", "-s", "transactions", "-c", In("c.json"));
        Assert.Equal((0, "POST /api/streams/transactions/retrain Bearer 0123456789abcdef"), (code, await asked));
        Assert.Contains("trains a new model of transactions", output, StringComparison.Ordinal);

        asked = AnswerAsync(daemon, 409, "{\"error\":\"a training is under way\"}");
        (code, _, error) = await Cli.RunAsync("retrain", "-s", "transactions", "-c", In("c.json"));
        await asked;
        Assert.Equal(1, code);
        Assert.Contains("says no: a training is under way", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--input names files to train on; --from-topic")]
    [InlineData("a model is trained on one of them", "--from-topic", "--input", "x.csv")]
    [InlineData("--rows is for events of the stream's topics", "--input", "x.csv", "--rows", "100")]
    [InlineData("--memory is for files", "--from-topic", "--memory", "5")]
    [InlineData("--label is for files", "--from-topic", "--label", "is_fraud")]
    [InlineData("--since is 'yesterday'; it is a time back from now such as 14d", "--from-topic", "--since", "yesterday")]
    [InlineData("which is not after --since", "--from-topic", "--since", "1h", "--until", "2h")]
    [InlineData("--rows is 3; at least 20 are needed", "--from-topic", "--rows", "3")]
    public async Task What_cannot_be_meant_is_told(string message, params string[] options)
    {
        WriteSettings();
        (int code, _, string error) = await Cli.RunAsync(["train", "-s", "transactions", "-c", In("c.json"), .. options]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _broker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> AnswerAsync(HttpListener daemon, int status, string body)
    {
        HttpListenerContext context = await daemon.GetContextAsync();
        context.Response.StatusCode = status;
        await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
        context.Response.Close();
        return $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath} {context.Request.Headers["Authorization"]}";
    }

    private void WriteSettings(int port = 1, bool countsVerdicts = false)
    {
        JsonNode settings = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "appsettings.json")))!;
        settings["Detector"]!["Registry"] = In("models");
        settings["Detector"]!["Http"] = new JsonObject { ["Port"] = port, ["Token"] = "0123456789abcdef" };
        JsonNode stream = settings["Detector"]!["Streams"]!["transactions"]!;
        stream["Source"]!["Bootstrap"] = _broker.BootstrapServers;
        stream["Source"]!["Topics"] = new JsonArray("t");
        stream["Model"] = new JsonObject { ["MaxSteps"] = 60, ["Device"] = "cpu" };
        stream["Threshold"] = new JsonObject { ["CrossFit"] = false };
        if (countsVerdicts)
        {
            var counted = new JsonObject { ["Kind"] = "ConfirmedCount", ["By"] = new JsonArray("channel") };
            stream["Schema"]!["Aggregates"] = new JsonArray(counted);
            stream["Labels"] = new JsonObject { ["Topic"] = "v", ["Offset"] = "offset", ["Time"] = "at" };
            stream["Retraining"] = new JsonObject { ["Confirmed"] = "Keep" };
        }

        File.WriteAllText(In("c.json"), settings.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    private string In(string name) => Path.Combine(_folder, name);
}
