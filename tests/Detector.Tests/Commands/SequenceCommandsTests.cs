using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Detector.Tests.Commands;

/// <summary>Two hosts whose load swings; in a strange stretch usual values come in no order, which only the sequence can tell.</summary>
public sealed class SequenceCommandsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-sequences-").FullName;

    public SequenceCommandsTests()
    {
        Write("train.csv", 3000, _ => false);
        Write("test.csv", 1500, i => i % 500 is >= 400 and < 440);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Sequences_of_each_key_tell_what_single_events_cannot()
    {
        Assert.InRange(await AucAsync("single"), 0, 0.75);
        Assert.InRange(await AucAsync("sequence", "--sequence", "12"), 0.9, 1);

        (int code, _, string error) = await RunAsync("score", "-s", "sequence",
            "-i", In("test.csv"), "-o", In("scores.csv"), "-r", In("models"), "-c", In("sequence.json"));
        Assert.True(code == 0, error);
        string[][] lines = [.. File.ReadAllLines(In("scores.csv")).Skip(1).Select(line => line.Split(','))];
        Assert.Equal(Enumerable.Range(1, 1500).Select(i => $"{i}"), lines.Select(l => l[0]));
        Assert.All(lines, l => Assert.True(double.IsFinite(double.Parse(l[1], CultureInfo.InvariantCulture))));
        (code, _, error) = await RunAsync("config", "check", "-r", In("models"), "-c", In("sequence.json"));
        Assert.Equal(0, code);
        Assert.Contains("Mind: stream sequence makes sequences of each host, of the events of one partition", error);
    }

    private async Task<double> AucAsync(string stream, params string[] options)
    {
        string config = In($"{stream}.json");
        await RunAsync(["init", "-s", stream, "-i", In("train.csv"), "--key",
            "host", "--label", "strange", "--ignore", "minute", "-c", config, .. options]);
        File.WriteAllText(
            config, File.ReadAllText(config).Replace($"\"{stream}\": {{", $"\"{stream}\": {{ \"Model\": {{ \"MaxSteps\": 250 }},"));
        (int code, _, string error) = await RunAsync("train", "-s", stream, "-i", In("train.csv"), "-r", In("models"), "-c", config);
        Assert.True(code == 0, error);
        (code, string json, error) = await RunAsync("evaluate", "-s", stream,
            "-i", In("test.csv"), "--label", "strange", "--json", "-r", In("models"), "-c", config);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(json).RootElement.GetProperty("rocAuc").GetDouble();
    }

    private void Write(string name, int rows, Func<int, bool> isStrange)
    {
        var random = new Random(rows);
        var text = new StringBuilder("minute,host,cpu,io,strange\n");
        for (int i = 0; i < rows; i++)
        {
            bool strange = isStrange(i);
            (int host, int minute) = (i % 2, i / 2);
            double at = strange ? 2 * Math.PI * random.NextDouble() : (minute / 3.0) + host;
            text.Append(CultureInfo.InvariantCulture,
                $"{minute},h{host},{Math.Sin(at) + (0.05 * random.NextDouble()):F4},"
                + $"{Math.Cos(at) + (0.05 * random.NextDouble()):F4},{(strange ? 1 : 0)}\n");
        }

        File.WriteAllText(In(name), text.ToString());
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => Cli.RunAsync(arguments);

    private string In(string name) => Path.Combine(_folder, name);
}
