using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>A daemon that trains its stream's next model, and what is left where either of the two is killed.</summary>
public sealed class RetrainingTests(TrainedStream stream, KafkaFixture fixture)
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task ItTrainsBesideTheStreamAndNoKillLeavesAnything()
    {
        string topic = fixture.NewTopic();
        string models = stream.CopyOfModels();
        string settings = stream.SettingsFor(fixture.Kafka.BootstrapServers, topic, cards =>
        {
            cards["Retraining"] = new JsonObject { ["Rows"] = 4000, ["Nice"] = 0 };
            cards["Source"]!["SessionTimeout"] = "2s"; // the next daemon waits so long for the one that was killed
            cards["Model"] = new JsonObject { ["MaxSteps"] = 1500 }; // some seconds, to be killed in
            cards["Threshold"] = new JsonObject { ["CrossFit"] = false };
            cards.Root["Detector"]!["Http"] = new JsonObject { ["Token"] = Token };
        });
        KafkaTopics.Write(fixture.Kafka.BootstrapServers, topic, stream.Events.Take(6000).Select(e => TestMessage.Of(e)));
        string folder = Path.Combine(stream.Directory, models, TrainedStream.Stream);
        string first = File.ReadAllText(Path.Combine(folder, "current")).Trim();
        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", settings, "--registry", models);
        await daemon.WaitUntilReadyAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await RetrainAsync(daemon, "wrong-wrong-wrong-wrong"));
        Assert.Equal(HttpStatusCode.NotFound, await RetrainAsync(daemon, Token, "crads"));
        Assert.Equal(HttpStatusCode.Accepted, await RetrainAsync(daemon, Token));
        Assert.Equal(HttpStatusCode.Conflict, await RetrainAsync(daemon, Token));

        // A model that aborts natively, or that the system kills, is one that ends by a signal.
        await UntilAsync(daemon, status => (string?)status["stage"] == "training");
        Process.GetProcessById(Assert.Single(daemon.Children)).Kill();
        JsonNode killed = await UntilAsync(daemon, status => status["last"] is not null);
        Assert.Equal("failed", (string?)killed["last"]!["outcome"]);
        Assert.Contains("ended by signal 9", (string?)killed["last"]!["reason"], StringComparison.Ordinal);
        Assert.Equal(first, File.ReadAllText(Path.Combine(folder, "current")).Trim());

        Assert.Equal(HttpStatusCode.Accepted, await RetrainAsync(daemon, Token));
        JsonNode done = await UntilAsync(daemon, status => (string?)status["last"]?["outcome"] is "promoted" or "rejected");
        Assert.NotEmpty(done["curve"]!.AsArray());
        string version = (string)done["last"]!["version"]!;
        Assert.True(File.Exists(Path.Combine(folder, version, "verdict.json")));
        if ((string?)done["last"]!["outcome"] == "promoted")
        {
            await Eventually.TrueAsync(
                async () => (await daemon.GetAsync("/api/streams")).Contains($"\"version\":\"{version}\"", StringComparison.Ordinal),
                Patience, () => daemon.Output);
        }

        Assert.Contains("detector_retraining_runs_total{stream=\"cards\",outcome=\"failed\"} 1", await daemon.GetAsync("/metrics"),
            StringComparison.Ordinal);

        // The daemon's end is the training's.
        Assert.Equal(HttpStatusCode.Accepted, await RetrainAsync(daemon, Token));
        await UntilAsync(daemon, status => (string?)status["stage"] == "training");
        int trainer = Assert.Single(daemon.Children);
        daemon.KillNow();
        await Eventually.TrueAsync(() => Task.FromResult(!IsRunning(trainer)), Patience, () => "the training goes on");
        Assert.Empty(Directory.EnumerateDirectories(folder, ".new-*"));
        using DetectorProcess next = DetectorProcess.Start(stream.Directory, "run", "--config", settings, "--registry", models);
        await next.WaitUntilReadyAsync();
        next.Terminate();
        Assert.Equal(0, await next.WaitForExitAsync());
    }

    private static async Task<HttpStatusCode> RetrainAsync(DetectorProcess daemon, string token, string name = TrainedStream.Stream)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{daemon.Url}/api/streams/{name}/retrain");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await Http.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<JsonNode> UntilAsync(DetectorProcess daemon, Func<JsonNode, bool> isSo)
    {
        JsonNode? status = null;
        await Eventually.TrueAsync(
            async () => isSo(status = JsonNode.Parse(await daemon.GetAsync($"/api/streams/{TrainedStream.Stream}/retraining"))!),
            Patience, () => $"{status}\n{daemon.Output}");
        return status!;
    }

    private static bool IsRunning(int process) =>
        File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
}
