using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>
/// Sequences over a real Apache Kafka: every event scores what scoring the file says, to the last digit, whether one daemon reads all or
/// three share them.
/// </summary>
public sealed class SequenceLineTests(KafkaFixture fixture) : IDisposable
{
    private const int Events = 900;
    private const int Hosts = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("detector-sequences-").FullName;
    private int _partitions;

    private string Bootstrap => fixture.Kafka.BootstrapServers;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ASeriesScoresLiveWhatItScoresInTheFile()
    {
        string[] lines = await TrainAsync("series", hosts: 1, "--ignore", "minute,host");
        string topic = NewTopic(1);

        // Keys that the model does not look at change nothing: the series is one.
        KafkaTopics.Write(Bootstrap, topic, lines.Select((line, i) => TestMessage.Of(line, $"k{i % 7}")));
        await RunAsync("series", topic, daemons: 1, () => { });
    }

    [Fact]
    public async Task ThreeDaemonsThatShareTheKeysScoreWhatTheFileScores()
    {
        string[] lines = await TrainAsync("hosts", Hosts, "--key", "host", "--ignore", "minute");
        string topic = NewTopic(Hosts);
        await RunAsync("hosts", topic, daemons: 3, () => KafkaTopics.Write(
            Bootstrap, topic, lines.Select((line, i) => TestMessage.Of(line) with { Partition = i % Hosts })));
    }

    // [Events] the file's rows, which are a message each.
    private async Task<string[]> TrainAsync(string stream, int hosts, params string[] init)
    {
        string[] rows = [.. Rows(2 * Events, hosts)];
        string[] lines = rows[Events..];
        File.WriteAllText(In("train.csv"), $"minute,host,cpu,io\n{string.Join('\n', rows[..Events])}\n");
        File.WriteAllText(In("test.csv"), $"minute,host,cpu,io\n{string.Join('\n', lines)}\n");
        await DetectorProcess.SucceedAsync(
            _folder, ["init", "-s", stream, "-i", "train.csv", "--sequence", "12", "--bootstrap", Bootstrap, "-c", "first.json", .. init]);
        JsonNode settings = JsonNode.Parse(File.ReadAllText(In("first.json")))!;
        settings["Detector"]!["Streams"]![stream]!["Model"] = new JsonObject { ["MaxSteps"] = 20 };
        File.WriteAllText(In("settings.json"), settings.ToJsonString());
        await DetectorProcess.SucceedAsync(_folder, "train", "-s", stream, "-i", "train.csv", "-c", "settings.json");
        await DetectorProcess.SucceedAsync(
            _folder, "threshold", "set", "-s", stream, "--value", "-1", "--why", "every-event-alerts", "-c", "settings.json");
        await DetectorProcess.SucceedAsync(_folder, "score", "-s", stream, "-i", "test.csv", "-o", "scores.csv", "-c", "settings.json");
        return lines;
    }

    private async Task RunAsync(string stream, string topic, int daemons, Action send)
    {
        JsonNode settings = JsonNode.Parse(File.ReadAllText(In("settings.json")))!;
        JsonNode section = settings["Detector"]!["Streams"]![stream]!;
        section["Source"]!["Topics"] = new JsonArray(topic);
        section["Source"]!["Group"] = TrainedStream.GroupOf(topic);
        section["Alerts"]!["Topic"] = $"{topic}-alerts";
        section["Alerts"]!["Policy"] = new JsonObject { ["Features"] = 3 };
        File.WriteAllText(In("run.json"), settings.ToJsonString());
        DetectorProcess[] all = [.. Enumerable.Range(0, daemons).Select(_ => DetectorProcess.Start(_folder, "run", "-c", "run.json"))];
        try
        {
            foreach (DetectorProcess daemon in all)
            {
                await daemon.WaitUntilReadyAsync();
            }

            foreach (DetectorProcess daemon in all)
            {
                string share = $"\"assignedPartitions\":{_partitions / daemons},";
                await Eventually.TrueAsync(
                    async () => (await daemon.GetAsync("/api/streams")).Contains(share, StringComparison.Ordinal),
                    Patience, () => daemon.Output);
            }

            send();
            IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(Bootstrap, $"{topic}-alerts", Events, Patience);
            Assert.Equal(InFile(), alerts.Select(Told).ToDictionary(alert => alert.Row, alert => alert.Score));
        }
        finally
        {
            foreach (DetectorProcess daemon in all)
            {
                daemon.Dispose();
            }
        }
    }

    // Rows go to the partitions in turn, or all to one.
    private (int Row, string Score) Told(TestMessage message)
    {
        using JsonDocument alert = JsonDocument.Parse(message.Value);
        JsonElement told = alert.RootElement;
        int row = (told.GetProperty("offset").GetInt32() * _partitions) + told.GetProperty("partition").GetInt32();
        return (row, told.GetProperty("score").GetDouble().ToString("G7", CultureInfo.InvariantCulture));
    }

    private Dictionary<int, string> InFile() => File.ReadAllLines(In("scores.csv")).Skip(1)
        .Select(line => line.Split(',')).ToDictionary(cells => int.Parse(cells[0], null) - 1, cells => cells[1]);

    private static IEnumerable<string> Rows(int count, int hosts)
    {
        var random = new Random(count);
        for (int i = 0; i < count; i++)
        {
            (int minute, int host) = Math.DivRem(i, hosts);
            double at = (minute / 3.0) + host;
            (double cpu, double io) = (Math.Sin(at) + (0.1 * random.NextDouble()), Math.Cos(at) + (0.1 * random.NextDouble()));
            yield return string.Create(CultureInfo.InvariantCulture, $"{minute},h{host},{cpu:F4},{io:F4}");
        }
    }

    private string NewTopic(int partitions)
    {
        _partitions = partitions;
        string topic = $"sequences-{Guid.NewGuid():N}";
        KafkaTopics.Create(Bootstrap, topic, partitions);
        return topic;
    }

    private string In(string name) => Path.Combine(_folder, name);
}
