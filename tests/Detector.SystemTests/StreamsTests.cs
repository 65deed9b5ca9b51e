using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>Several streams in one daemon, another model and lost partitions while it runs: over a real Apache Kafka.</summary>
public sealed partial class StreamsTests(TrainedStream stream, KafkaFixture fixture)
{
    private const int Side = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly string _topic = $"streams-{Guid.NewGuid():N}";

    private string Bootstrap => fixture.Kafka.BootstrapServers;

    [Fact]
    public async Task CardsAndFramesAlertBesideAStreamThatFails()
    {
        byte[][] frames = [.. Enumerable.Range(0, 200).Select(i => Frame(1000 + i, isStrange: i % 20 == 0))];
        string registry = stream.CopyOfModels();
        string settings = stream.SettingsFor(Bootstrap, _topic);
        await TrainFramesAsync(settings, registry, frames);
        await AddLameAsync(settings, registry);
        KafkaTopics.Create(Bootstrap, _topic);
        KafkaTopics.Create(Bootstrap, $"{_topic}-door", partitions: 1);
        KafkaTopics.Write(Bootstrap, _topic, stream.Events.Take(2000).Select(e => TestMessage.Of(e)));
        KafkaTopics.Write(Bootstrap, $"{_topic}-door", frames.Select(pixels => new TestMessage { Value = pixels }));

        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", settings, "--registry", registry);
        int[] cards = [.. stream.ExpectedAlerts.Where(i => i < 2000).Order()];
        int[] door = [.. stream.AlertsIn("door.csv").Order()];
        JsonElement[] ofCards = Alerts($"{_topic}-alerts", cards.Length);
        JsonElement[] ofDoor = Alerts($"{_topic}-door-alerts", 2);
        Assert.Superset(Enumerable.Range(0, 10).Select(i => 20 * i).ToHashSet(), door.ToHashSet());
        Assert.Equal(cards, ofCards.Select(alert => int.Parse(alert.GetProperty("key").GetString()![1..], null)).Order());
        JsonElement[] incident = [.. ofDoor.Select(alert => alert.GetProperty("incident"))];
        Assert.Equal(["open", "closed"], incident.Select(one => one.GetProperty("state").GetString()));
        Assert.Equal((door[0], door.Length), (ofDoor[0].GetProperty("offset").GetInt32(), incident[1].GetProperty("events").GetInt32()));
        Assert.Single(incident.Select(one => one.GetProperty("id").GetString()).Distinct());
        Assert.All(ofCards, alert => Assert.Equal("cards", alert.GetProperty("stream").GetString()));
        Assert.All(ofDoor, alert => Assert.Equal("door", alert.GetProperty("stream").GetString()));

        // From twice the threshold on it is critical, where nothing else is said.
        Assert.All(ofCards, alert => Assert.Equal(
            alert.GetProperty("score").GetDouble() >= 2 * alert.GetProperty("threshold").GetDouble() ? "critical" : "warning",
            alert.GetProperty("severity").GetString()));
        Assert.Equal(2, ofCards.Select(alert => alert.GetProperty("severity").GetString()).Distinct().Count());

        Dictionary<string, JsonElement> states = await StreamsAsync(daemon);
        Assert.Equal(["cards", "door", "lame"], states.Keys.Order());
        Assert.Equal(("running", "running", "failed"), (State("cards"), State("door"), State("lame")));
        Assert.Contains("weights.safetensors", states["lame"].GetProperty("reason").GetString());
        Assert.Contains("lame", await daemon.ReadinessAsync());

        // A second one of the same port ends before it joins any group: nothing moves.
        (int exitCode, string said) = await DetectorProcess.RunBesideAsync(
            daemon, stream.Directory, "run", "--config", settings, "--registry", registry);
        Assert.Equal(1, exitCode);
        Assert.Contains($"cannot answer HTTP at 127.0.0.1 port {new Uri(daemon.Url).Port}", said);
        Assert.DoesNotContain("gained", said);
        Assert.DoesNotContain("given up", daemon.Output);
        Assert.Single(KafkaTopics.Members(Bootstrap, TrainedStream.GroupOf(_topic)));
        daemon.Terminate();
        Assert.Equal(0, await daemon.WaitForExitAsync());

        string? State(string name) => states[name].GetProperty("state").GetString();
    }

    [Fact]
    public async Task AnotherModelTakesOverWhileEventsComeAndNoneIsLostOrDoubled()
    {
        const int Half = TrainedStream.EventCount / 2;
        string registry = stream.CopyOfModels();
        string settings = stream.SettingsFor(Bootstrap, _topic, s => s["Batch"] = new JsonObject { ["Size"] = 16 });
        await RunAsync("train", "--input", "events.jsonl", "--keep-current");
        string first = (await File.ReadAllTextAsync(In(Path.Combine(registry, "cards", "current")))).Trim();
        string second = Path.GetFileName(
            Directory.EnumerateDirectories(In(Path.Combine(registry, "cards")), "2*").Single(path => !path.EndsWith(first)));
        await RunAsync("score", "--input", "events.jsonl", "--version", second, "--output", $"{_topic}.csv");
        IReadOnlySet<int> expected = stream.AlertsIn($"{_topic}.csv");
        KafkaTopics.Create(Bootstrap, _topic);

        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", settings, "--registry", registry);
        await daemon.WaitUntilReadyAsync();
        Send(0, Half);
        await RunAsync("models", "promote", second);
        Send(Half, Half / 2);
        await Eventually.TrueAsync(
            async () => (await StreamsAsync(daemon))["cards"].GetProperty("model").GetProperty("version").GetString() == second,
            Patience, () => daemon.Output);
        Send(Half + (Half / 2), Half / 2);
        string scored = $"detector_events_scored_total{{stream=\"cards\"}} {TrainedStream.EventCount}\n";
        await Eventually.TrueAsync(async () => (await daemon.GetAsync("/metrics")).Contains(scored), Patience, () => daemon.Output);
        string[] metrics = (await daemon.GetAsync("/metrics")).Split('\n');
        Assert.Contains($"version=\"{second}\"", Assert.Single(metrics, line => line.StartsWith("detector_model_info{")));
        daemon.Terminate();
        Assert.Equal(0, await daemon.WaitForExitAsync());

        // Each event was judged once, by one of the two, and in each partition by the second from some event on.
        JsonElement[] alerts = Alerts($"{_topic}-alerts", int.Parse(SaidAtTheEnd().Match(daemon.Output).Groups[1].Value, null));
        Assert.Equal(alerts.Length, alerts.Select(Event).Distinct().Count());
        Assert.All(alerts.Where(alert => Event(alert) >= Half + (Half / 2)), alert => Assert.Equal(second, Version(alert)));
        foreach (IGrouping<int, JsonElement> partition in alerts.GroupBy(alert => alert.GetProperty("partition").GetInt32()))
        {
            int last = partition.Where(alert => Version(alert) == first).Max(Event);
            int next = partition.Where(alert => Version(alert) == second).Min(Event);
            Assert.True(last < next, $"partition {partition.Key}: {first} still judged {last}, {second} already {next}");
            int[] due = [.. stream.ExpectedAlerts.Where(i => i <= last), .. expected.Where(i => i >= next)];
            Assert.Equal(due.Where(i => i % 4 == partition.Key).Order(), partition.Select(Event).Order());
        }

        void Send(int from, int count) => KafkaTopics.Write(
            Bootstrap, _topic, Enumerable.Range(from, count).Select(i => TestMessage.Of(stream.Events[i]) with { Partition = i % 4 }));
        Task RunAsync(string command, params string[] more) => DetectorProcess.SucceedAsync(
            stream.Directory, [command, .. more, "--stream", "cards", "--config", settings, "--registry", registry]);
        static string Version(JsonElement alert) => alert.GetProperty("modelVersion").GetString()!;
        static int Event(JsonElement alert) => int.Parse(alert.GetProperty("key").GetString()![1..], null);
    }

    [Theory, InlineData("Classic"), InlineData("Consumer")]
    public async Task PartitionsThatAreLostAreTakenUpAgainAndNothingIsMissed(string protocol)
    {
        KafkaTopics.Create(Bootstrap, _topic);
        Send(0, 5000);
        string settings = stream.SettingsFor(Bootstrap, _topic, s =>
        {
            s["Source"]!["GroupProtocol"] = protocol;
            s["Source"]!["SessionTimeout"] = protocol == "Classic" ? "2s" : null;
        });
        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", settings);
        Alerts($"{_topic}-alerts", stream.ExpectedAlerts.Count(i => i < 5000));

        // It stands still until the group has given it up.
        daemon.Pause();
        await Eventually.TrueAsync(
            () => Task.FromResult(KafkaTopics.Members(Bootstrap, TrainedStream.GroupOf(_topic)).Count == 0),
            Patience, () => "it was not given up");
        Send(5000, 5000);
        daemon.Resume();
        await Eventually.TrueAsync(
            () => Task.FromResult(daemon.Output.Contains("partitions lost", StringComparison.Ordinal)), Patience, () => daemon.Output);
        int[] expected = [.. stream.ExpectedAlerts.Where(i => i < 10_000).Order()];
        IReadOnlyList<TestMessage> alerts = KafkaTopics.ReadUntil(
            Bootstrap, $"{_topic}-alerts", all => all.DistinctBy(a => a.KeyText).Count() >= expected.Length, "every alert", Patience);
        Assert.Equal(expected, alerts.Select(a => int.Parse(a.KeyText![1..], null)).Distinct().Order());
        Assert.All(alerts.GroupBy(a => a.KeyText), again => Assert.Single(again.Select(a => a.Header("ce_id")).Distinct()));
        await daemon.WaitUntilReadyAsync();
        daemon.Terminate();
        Assert.Equal(0, await daemon.WaitForExitAsync());

        void Send(int from, int count) =>
            KafkaTopics.Write(Bootstrap, _topic, stream.Events.Skip(from).Take(count).Select(e => TestMessage.Of(e)));
    }

    // Usual ones have a bright line across, strange ones a bright column.
    private static byte[] Frame(int number, bool isStrange)
    {
        var random = new Random(number);
        byte[] pixels = new byte[Side * Side];
        random.NextBytes(pixels);
        int place = number * 5 % Side; // not by chance: numbers one after the other begin alike ones
        for (int i = 0; i < pixels.Length; i++)
        {
            bool isBright = (isStrange ? i % Side : i / Side) == place;
            pixels[i] = (byte)((pixels[i] / 8) + (isBright ? 200 : 0));
        }

        return pixels;
    }

    private async Task TrainFramesAsync(string settings, string registry, byte[][] live)
    {
        await File.WriteAllBytesAsync(In("usual.bin"), [.. Enumerable.Range(0, 600).SelectMany(i => Frame(i, isStrange: false))]);
        await File.WriteAllBytesAsync(In("live.bin"), [.. live.SelectMany(pixels => pixels)]);
        await RunAsync(
            "init", "--input", "usual.bin", "--frame-size", $"{Side}x{Side}", "--pixel-format", "gray8", "--bootstrap", Bootstrap,
            "--topic", $"{_topic}-door", "--alerts-topic", $"{_topic}-door-alerts");
        await RunAsync("train", "--input", "usual.bin", "--registry", registry);
        await RunAsync("score", "--input", "live.bin", "--output", "door.csv", "--registry", registry);

        Task RunAsync(string command, params string[] more) =>
            DetectorProcess.SucceedAsync(stream.Directory, [command, .. more, "--stream", "door", "--config", settings]);
    }

    // A stream like cards, whose model is damaged; and the camera's incident ends soon.
    private async Task AddLameAsync(string settings, string registry)
    {
        JsonNode all = JsonNode.Parse(await File.ReadAllTextAsync(In(settings)))!;
        JsonNode streams = all["Detector"]!["Streams"]!;
        streams["door"]!["Alerts"]!["Incident"] = new JsonObject { ["Gap"] = "00:00:05" };
        JsonNode lame = streams["cards"]!.DeepClone();
        lame["Source"]!["Group"] = $"{_topic}-lame";
        lame["Alerts"]!["Topic"] = $"{_topic}-lame-alerts";
        streams["lame"] = lame;
        await File.WriteAllTextAsync(In(settings), all.ToJsonString());
        await DetectorProcess.SucceedAsync(
            stream.Directory, "train", "--input", "history.jsonl", "--stream", "lame", "--config", settings, "--registry", registry);
        await TrainedStream.DamageAsync(In(Path.Combine(registry, "lame")));
    }

    private JsonElement[] Alerts(string topic, int count) =>
        [.. KafkaTopics.Read(Bootstrap, topic, count, Patience).Select(alert => JsonDocument.Parse(alert.Value).RootElement)];

    private static async Task<Dictionary<string, JsonElement>> StreamsAsync(DetectorProcess daemon) =>
        JsonDocument.Parse(await daemon.GetAsync("/api/streams")).RootElement.EnumerateArray()
            .ToDictionary(s => s.GetProperty("name").GetString()!);

    [GeneratedRegex("Stream cards stopped: 20000 events, ([0-9]+) alerts")]
    private static partial Regex SaidAtTheEnd();

    private string In(string name) => Path.Combine(stream.Directory, name);
}
