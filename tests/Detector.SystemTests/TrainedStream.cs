using System.Globalization;
using System.Text.Json.Nodes;
using Detector.SystemTests;
using Detector.TestKit;

[assembly: AssemblyFixture(typeof(TrainedStream))]

namespace Detector.SystemTests;

/// <summary>
/// A directory in which simulated transactions were made, described and trained on by the program's own commands, once for all tests:
/// <c>events.jsonl</c> holds the events to send, and <see cref="ExpectedAlerts"/> what scoring that file by hand flags.
/// </summary>
public sealed class TrainedStream : IAsyncLifetime
{
    public const string Stream = "cards";
    public const int EventCount = 20_000;

    /// <summary>Where the commands ran.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("detector-system-").FullName;

    /// <summary>The events, one JSON object each.</summary>
    public string[] Events { get; private set; } = [];

    /// <summary>Indexes into <see cref="Events"/> of those above the threshold.</summary>
    public IReadOnlySet<int> ExpectedAlerts { get; private set; } = new HashSet<int>();

    public async ValueTask InitializeAsync()
    {
        await RunAsync("simulate", "transactions", "--output", "history.jsonl", "--count", "20000", "--seed", "1");
        await RunAsync("simulate", "transactions", "--output", "events.jsonl",
            "--count", EventCount.ToString(CultureInfo.InvariantCulture), "--seed", "2");
        await RunAsync(
            "init", "--input", "history.jsonl", "--stream", Stream, "--key", "transaction", "--time", "time", "--label", "is_fraud",
            "--ignore", "fraud_kind", "--bootstrap", "127.0.0.1:1", "--topic",
            "transactions", "--alerts-topic", "alerts", "--config", "settings.json");
        await RunAsync("train", "--config", "settings.json", "--stream", Stream, "--input", "history.jsonl");
        await RunAsync("score", "--config", "settings.json", "--stream", Stream, "--input", "events.jsonl", "--output", "scores.csv");
        Events = await File.ReadAllLinesAsync(Path.Combine(Directory, "events.jsonl"));
        ExpectedAlerts = AlertsIn("scores.csv");
    }

    /// <summary>The settings, with another broker and a topic and a group of a test's own; returns the file's name.</summary>
    public string SettingsFor(string bootstrap, string topic, Action<JsonNode>? change = null)
    {
        JsonNode settings = JsonNode.Parse(File.ReadAllText(Path.Combine(Directory, "settings.json")))!;
        JsonNode stream = settings["Detector"]!["Streams"]![Stream]!;
        stream["Source"]!["Bootstrap"] = bootstrap;
        stream["Source"]!["Topics"] = new JsonArray(topic);
        stream["Source"]!["Group"] = GroupOf(topic); // in one of other tests, a member that was killed would be waited for
        stream["Alerts"]!["Topic"] = $"{topic}-alerts";
        change?.Invoke(stream);
        string file = $"{topic}.json";
        File.WriteAllText(Path.Combine(Directory, file), settings.ToJsonString());
        return file;
    }

    /// <summary>
    /// Sends the first events to a topic, spread evenly: a partition of the in-process broker keeps 5 MB, and a client without keys may
    /// fill one only.
    /// </summary>
    public void Send(string bootstrap, string topic, int count = EventCount)
    {
        KafkaTopics.AwaitTopic(bootstrap, topic);
        KafkaTopics.Write(bootstrap, topic, Events.Take(count).Select((e, i) => TestMessage.Of(e) with { Partition = i % 4 }));
    }

    /// <summary>Which of the events an alert is about: the simulator numbers its transactions.</summary>
    public static int IndexOf(TestMessage alert) => int.Parse(alert.KeyText![1..], null);

    /// <summary>A copy of the models, of a test's own; returns the directory's name.</summary>
    public string CopyOfModels()
    {
        string name = $"models-{Guid.NewGuid():N}";
        string from = Path.Combine(Directory, "models");
        foreach (string file in System.IO.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(Directory, name, Path.GetRelativePath(from, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return name;
    }

    /// <summary>Changes the last of the weights of the one model in a directory.</summary>
    public static async Task DamageAsync(string directory)
    {
        string weights = System.IO.Directory.EnumerateFiles(directory, "weights.safetensors", SearchOption.AllDirectories).Single();
        byte[] bytes = await File.ReadAllBytesAsync(weights);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(weights, bytes);
    }

    /// <summary>The consumer group of the daemons that read a topic.</summary>
    public static string GroupOf(string topic) => $"detector.{topic}";

    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private Task RunAsync(params string[] arguments) => DetectorProcess.SucceedAsync(Directory, arguments);

    /// <summary>The rows above the threshold, in what <c>score</c> has written.</summary>
    public IReadOnlySet<int> AlertsIn(string scores)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Directory, scores));
        int column = Array.IndexOf(lines[0].Split(','), "alert");
        return Enumerable.Range(0, lines.Length - 1).Where(i => lines[i + 1].Split(',')[column] is "1" or "true").ToHashSet();
    }
}
