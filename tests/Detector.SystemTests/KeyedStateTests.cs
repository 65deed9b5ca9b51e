using System.Globalization;
using System.Text.Json;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>Aggregates live, over a real Apache Kafka: what is known of keys survives whatever happens to a daemon.</summary>
public sealed class KeyedStateTests(KafkaFixture fixture) : IDisposable
{
    private const int Count = 3000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _directory = Directory.CreateTempSubdirectory("detector-keys-").FullName;
    private readonly string _topic = $"events-{Guid.NewGuid():N}";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ScoresAfterKillsAndRebalancesAreThoseOfTheFile()
    {
        string bootstrap = fixture.Kafka.BootstrapServers;
        KafkaTopics.Create(bootstrap, _topic, partitions: 2);
        KafkaTopics.Create(bootstrap, $"{_topic}-verdicts", partitions: 2);
        string[] events = [.. Events()];
        File.WriteAllLines(In("events.jsonl"), events);
        File.WriteAllText(In("settings.json"), Settings(bootstrap));
        string[] delay = ["--label", "fraud", "--label-delay", "1m"];
        await RunAsync("keyed", ["train", "--input", "events.jsonl", .. delay]);
        await RunAsync("keyed", ["score", "--input", "events.jsonl", "--output", "all.csv", .. delay]);
        await RunAsync("forwarded", ["train", "--input", "events.jsonl"]);
        await RunAsync("forwarded", ["score", "--input", "events.jsonl", "--output", "forwarded.csv"]);
        Dictionary<string, string> wanted = Alerts("all.csv");
        Dictionary<string, string> alsoWanted = Alerts("forwarded.csv");

        // One is killed, two share, one of them is killed and the other goes on with all.
        Send(0, 1000);
        using DetectorProcess first = Start();
        AwaitAlerts(300);
        first.KillNow();
        await first.WaitForExitAsync();
        using DetectorProcess second = Start();
        using DetectorProcess third = Start();
        Send(1000, 1000);
        AwaitAlerts(1300);
        third.KillNow();
        await third.WaitForExitAsync();
        Send(2000, 1000);
        IReadOnlyList<TestMessage> alerts = AwaitAlerts(Count);
        IReadOnlyList<TestMessage> forwarded = Await($"{_topic}-forwarded", alsoWanted.Count);
        await second.WaitUntilReadyAsync();
        await Eventually.TrueAsync(async () => await KeysAsync(second) == (0, 80), Patience, () => second.Output); // a second old
        second.Terminate();
        Assert.Equal(0, await second.WaitForExitAsync());
        string[] snapshots = Directory.GetFiles(In("models/keyed/state"));
        Assert.Equal(["0", "1"], snapshots.Select(file => Path.GetFileName(file).Split('-')[^2]).Distinct().Order());
        AreThoseOfTheFile(alerts, wanted);
        await ThePastIsAsItWas(alerts, wanted.Count);
        await WhatWasForwardedIsScoredOnce(forwarded, alsoWanted);

        static async Task<(int Restoring, int Keys)> KeysAsync(DetectorProcess daemon)
        {
            JsonElement keys = JsonDocument.Parse(await daemon.GetAsync("/api/streams")).RootElement.EnumerateArray()
                .Single(stream => stream.GetProperty("name").GetString() == "keyed").GetProperty("keys");
            return (keys.GetProperty("restoring").GetInt32(), keys.GetProperty("keys").GetInt32());
        }

        DetectorProcess Start() => DetectorProcess.Start(_directory, "run", "--config", "settings.json");

        // A verdict comes a minute after its event by its own time; here before the first event that may know of it.
        void Send(int from, int count)
        {
            KafkaTopics.Write(
                bootstrap, $"{_topic}-verdicts",
                Enumerable.Range(from, count).Select(i => TestMessage.Of(Verdict(events[i], i)) with { Partition = i % 2 }));
            KafkaTopics.Write(
                bootstrap, _topic, Enumerable.Range(from, count).Select(i => TestMessage.Of(events[i]) with { Partition = Card(i) % 2 }));
        }

        IReadOnlyList<TestMessage> AwaitAlerts(int upTo)
        {
            int due = wanted.Keys.Count(key => int.Parse(key[1..], CultureInfo.InvariantCulture) < upTo);
            return Await($"{_topic}-alerts", due);
        }

        IReadOnlyList<TestMessage> Await(string topic, int due) => KafkaTopics.ReadUntil(
            bootstrap, topic, all => all.DistinctBy(alert => alert.KeyText).Count() >= due, $"{due} alerts", Patience);
    }

    private static void AreThoseOfTheFile(IReadOnlyList<TestMessage> alerts, Dictionary<string, string> wanted)
    {
        foreach (TestMessage alert in alerts)
        {
            float number = JsonDocument.Parse(alert.Value).RootElement.GetProperty("score").GetSingle();
            string score = number.ToString("G7", CultureInfo.InvariantCulture); // as in the file
            Assert.True(score == wanted[alert.KeyText!], $"{alert.KeyText}: {score}, in the file {wanted[alert.KeyText!]}");
        }
    }

    // Through a re-partition topic that the daemons made and shared, with snapshots in another: whoever was killed, an event has one id
    // and one score, and names where it came from.
    private async Task WhatWasForwardedIsScoredOnce(IReadOnlyList<TestMessage> alerts, Dictionary<string, string> wanted)
    {
        AreThoseOfTheFile(alerts, wanted);
        JsonElement[] all = [.. alerts.Select(alert => JsonDocument.Parse(alert.Value).RootElement)];
        Assert.Equal(wanted.Count, all.Select(alert => alert.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(["0", "1", "2"], all.Select(alert => alert.GetProperty("partition").GetRawText()).Distinct().Order());
        Assert.All(all, alert =>
        {
            int i = int.Parse(alert.GetProperty("key").GetString()![1..], CultureInfo.InvariantCulture);
            long offset = Enumerable.Range(0, i).Count(earlier => Card(earlier) % 2 == Card(i) % 2);
            Assert.Equal(
                $$"""{"topic":"{{_topic}}","partition":{{Card(i) % 2}},"offset":{{offset}}}""", alert.GetProperty("origin").GetRawText());
        });
        KafkaTopics.ReadUntil(
            fixture.Kafka.BootstrapServers, $"{_topic}-state",
            chunks => chunks.Select(chunk => chunk.KeyText!.Split('\n')[2]).Distinct().Count() == 3, "snapshots of each partition",
            Patience);
        JsonElement again = await JsonAsync(["explain", "--alert", all[^1].GetProperty("id").GetString()!, "--json"], "forwarded");
        Assert.True(again.GetProperty("isSameScore").GetBoolean(), again.GetRawText());
    }

    // After all that: what alerted a key's event, read again from the topic alone, has the same bits, and so have all together.
    private async Task ThePastIsAsItWas(IReadOnlyList<TestMessage> alerts, int count)
    {
        foreach (TestMessage message in (TestMessage[])[alerts[^1], alerts[alerts.Count / 2]])
        {
            JsonElement alert = JsonDocument.Parse(message.Value).RootElement;
            string[] place = message == alerts[^1] ? ["--alert", alert.GetProperty("id").GetString()!]
                : ["--partition", alert.GetProperty("partition").GetRawText(), "--offset", alert.GetProperty("offset").GetRawText()];
            JsonElement again = await JsonAsync(["explain", .. place, "--html", "event.html", "--json"]);
            Assert.True(again.GetProperty("isSameScore").GetBoolean(), again.GetRawText());
            JsonElement told = again.GetProperty("event");
            Assert.All((string[])["id", "score", "threshold", "modelVersion", "residualScore", "distanceScore", "eventTime"], name =>
                Assert.Equal(alert.GetProperty(name).GetRawText(), told.GetProperty(name).GetRawText()));
            Assert.Equal(5, told.GetProperty("features").GetArrayLength());
            Assert.InRange(again.GetProperty("state").GetProperty("events").GetInt32(), 1, Count);
            Assert.Contains("Deviation", System.Xml.Linq.XDocument.Load(In("event.html")).Root!.Value, StringComparison.OrdinalIgnoreCase);
        }

        JsonElement preview = await JsonAsync(["preview", "--since", "1d", "--json"]);
        Assert.Equal((Count, count), (Sum("events"), Sum("alerts")));
        Assert.Equal(10, preview.GetProperty("worst").GetArrayLength());

        int Sum(string name) => preview.GetProperty("days").EnumerateArray().Sum(day => day.GetProperty(name).GetInt32());
    }

    // Warnings go to the same output.
    private async Task<JsonElement> JsonAsync(string[] command, string stream = "keyed")
    {
        string output = await DetectorProcess.SucceedAsync(_directory, [.. command, "--stream", stream, "--config", "settings.json"]);
        return JsonDocument.Parse(output[output.IndexOf('{')..(output.LastIndexOf('}') + 1)]).RootElement;
    }

    private static int Card(int i) => (i * 7919) % 40;

    private static string Verdict(string e, int i)
    {
        JsonElement root = JsonDocument.Parse(e).RootElement;
        long offset = Enumerable.Range(0, i).Count(earlier => Card(earlier) % 2 == Card(i) % 2);
        DateTimeOffset time = root.GetProperty("time").GetDateTimeOffset().AddMinutes(1);
        return $$"""{"partition": {{Card(i) % 2}}, "offset": {{offset}}, "fraud": {{root.GetProperty("fraud")}}, "at": "{{time:o}}"}""";
    }

    private static IEnumerable<string> Events()
    {
        var random = new Random(1);
        var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (int i = 0; i < Count; i++)
        {
            time = time.AddSeconds(random.NextDouble());
            double amount = (10 * (1 + (Card(i) % 5))) + (5 * random.NextDouble());
            string rest = string.Create(CultureInfo.InvariantCulture, $"\"card\": \"c{Card(i)}\", \"amount\": {amount:F2}");
            rest += $", \"fraud\": {(i % 7 == 0 ? 1 : 0)}";
            yield return $$"""{"id": "t{{i}}", "time": "{{time:o}}", {{rest}}}""";
        }
    }

    private string Settings(string bootstrap) => $$"""
        {
          "Detector": {
            "Http": { "Port": 1234 },
            "Streams": {
              "keyed": {
                "Source": { "Bootstrap": "{{bootstrap}}", "Topics": ["{{_topic}}"], "SessionTimeout": "2s", "CommitInterval": "200ms" },
                "Schema": {
                  "Key": "id", "Time": "time", "Fields": [{ "Name": "amount" }],
                  "Aggregates": [
                    { "Kind": "Deviation", "Of": "amount", "By": ["card"], "Window": "20min" },
                    { "Kind": "Count", "By": ["card"], "Window": "5min" },
                    { "Kind": "ConfirmedShare", "By": ["card"], "Window": "10min" },
                    { "Kind": "TimeSinceLast", "By": ["card"], "Window": "20min" }
                  ]
                },
                "Labels": { "Topic": "{{_topic}}-verdicts", "Offset": "offset", "Verdict": "fraud", "Time": "at", "Within": "1h" },
                "Model": { "MaxSteps": 50 },
                "Threshold": { "Target": 0.5, "CrossFit": false },
                "State": { "Interval": "1s" },
                "Alerts": { "Topic": "{{_topic}}-alerts" }
              },
              "forwarded": {
                "Source": {
                  "Bootstrap": "{{bootstrap}}", "Topics": ["{{_topic}}"], "Group": "{{_topic}}", "SessionTimeout": "2s",
                  "CommitInterval": "200ms"
                },
                "Schema": {
                  "Key": "id", "Time": "time", "Fields": [{ "Name": "amount" }], "State": { "AllowedLateness": "1h" },
                  "Aggregates": [
                    { "Kind": "Deviation", "Of": "amount", "By": ["card"], "Window": "20min" },
                    { "Kind": "Count", "By": ["card"], "Window": "5min" }
                  ]
                },
                "Model": { "MaxSteps": 50 },
                "Threshold": { "Target": 0.5, "CrossFit": false },
                "State": {
                  "Store": "Topic", "Topic": "{{_topic}}-state", "Interval": "1s",
                  "Repartition": { "By": "card", "Topic": "{{_topic}}-keyed", "Partitions": 3 }
                },
                "Alerts": { "Topic": "{{_topic}}-forwarded" }
              }
            }
          }
        }
        """;

    // Of those above the threshold, by their ids.
    private Dictionary<string, string> Alerts(string file)
    {
        string[][] lines = [.. File.ReadLines(In(file)).Select(line => line.Split(','))];
        (int score, int alert) = (Array.IndexOf(lines[0], "score"), Array.IndexOf(lines[0], "alert"));
        return lines.Skip(1).Index().Where(line => line.Item[alert] is "1" or "true")
            .ToDictionary(line => $"t{line.Index}", line => line.Item[score]);
    }

    private Task RunAsync(string stream, string[] command) =>
        DetectorProcess.SucceedAsync(_directory, [.. command, "--stream", stream, "--config", "settings.json"]);

    private string In(string name) => Path.Combine(_directory, name);
}
