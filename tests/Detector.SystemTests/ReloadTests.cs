using System.Text.Json.Nodes;

namespace Detector.SystemTests;

/// <summary>SIGHUP makes a running daemon read its settings again.</summary>
public sealed class ReloadTests(TrainedStream stream)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task StreamsComeAndGoWithTheSettingsAndWrongOnesChangeNothing()
    {
        string file = $"reload-{Guid.NewGuid():N}.json";
        JsonNode good = JsonNode.Parse(File.ReadAllText(Path.Combine(stream.Directory, "settings.json")))!;
        JsonNode cards = good["Detector"]!["Streams"]!["cards"]!;
        JsonNode Of(string topic)
        {
            JsonNode copy = cards.DeepClone();
            copy["Source"]!["Topics"] = new JsonArray(topic);
            copy["Alerts"]!["Topic"] = $"{topic}.alerts";
            return copy;
        }

        void Write(params (string Name, JsonNode Settings)[] streams)
        {
            good["Detector"]!["Streams"] = new JsonObject(streams.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)s.Settings)));
            File.WriteAllText(Path.Combine(stream.Directory, file), good.ToJsonString());
        }

        Write(("stays", Of("a")), ("moves", Of("b")), ("goes", Of("c")));
        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", file);
        Task Until(string word) => Eventually.TrueAsync(
            () => Task.FromResult(daemon.Output.Contains(word, StringComparison.Ordinal)),
            Patience, () => $"not said: {word}\n{daemon.Output}");
        async Task<string[]> StreamsAsync() =>
            [.. JsonNode.Parse(await daemon.GetAsync("/api/streams"))!.AsArray().Select(s => (string)s!["name"]!)];
        await Until("Stream goes has no model yet");

        JsonNode wrong = Of("b");
        wrong["Source"]!["Bootstrap"] = "";
        wrong["Threshold"] = new JsonObject { ["Target"] = 7 };
        Write(("stays", Of("a")), ("moves", wrong));
        daemon.HangUp();
        await Until("Settings read again have 2 errors, and those before stay in force");
        Assert.Contains("Detector:Streams:moves:Source:Bootstrap", daemon.Output, StringComparison.Ordinal);
        Assert.Contains("Detector:Streams:moves:Threshold:Target", daemon.Output, StringComparison.Ordinal);
        Assert.Equal(["goes", "moves", "stays"], await StreamsAsync());

        File.WriteAllText(Path.Combine(stream.Directory, file), "{ \"Detector\": ");
        daemon.HangUp();
        await Until("not valid JSON");
        Write();
        daemon.HangUp();
        await Until("the settings have no stream");

        good["Logging"] = new JsonObject { ["LogLevel"] = new JsonObject { ["Default"] = "Information" } };
        Write(("comes", Of("d")), ("moves", Of("e")), ("stays", Of("a")));
        daemon.HangUp();
        await Until(
            "Settings read again. Streams added: comes; restarted: moves (Source:Topics, Alerts:Topic); removed: goes; unchanged: stays");
        await Until("Logging has changed in the settings; it is taken when the daemon is started again");
        await Until("Stream comes has no model yet");
        Assert.Equal(["comes", "moves", "stays"], await StreamsAsync());
        await Eventually.TrueAsync(
            async () => !(await daemon.GetAsync("/metrics")).Contains("stream=\"goes\"", StringComparison.Ordinal),
            Patience, () => daemon.Output);

        daemon.Terminate();
        Assert.Equal(0, await daemon.WaitForExitAsync());
    }
}
