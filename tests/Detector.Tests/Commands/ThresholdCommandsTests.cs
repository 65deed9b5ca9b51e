using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detector.Tests.Commands;

/// <summary>The threshold of a trained model, changed without training it again.</summary>
public sealed class ThresholdCommandsTests(WorkedExample example) : IClassFixture<WorkedExample>, IDisposable
{
    private readonly string _registry = Directory.CreateTempSubdirectory("detector-threshold-").FullName;

    public void Dispose() => Directory.Delete(_registry, recursive: true);

    [Fact]
    public async Task Another_target_is_what_a_training_for_it_would_have_learned()
    {
        Copy();
        string other = example.Beside("other-target.json");
        JsonNode settings = JsonNode.Parse(await File.ReadAllTextAsync(example.Config, TestContext.Current.CancellationToken))!;
        settings["Detector"]!["Streams"]!["m"]!["Threshold"] = new JsonObject { ["Target"] = 0.003 };
        await File.WriteAllTextAsync(other, settings.ToJsonString(), TestContext.Current.CancellationToken);
        string trained = example.Beside("other-registry");
        (int code, string version, string failure) = await Cli.RunAsync("train", "-s", "m", "-i", example.Train, "-c", other, "-r",
            trained);
        Assert.True(code == 0, failure);

        long start = Stopwatch.GetTimestamp();
        (code, string output, string error) = await RunAsync("threshold", "set", "-s", "m", "--target", "0.003", "--why", "fewer");

        Assert.True(code == 0, error);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
        double expected = Value(Path.Combine(trained, "m", version.Split('\n')[0], "threshold.json"));
        Assert.Equal(expected, Stored().GetProperty("threshold").GetProperty("value").GetDouble());
        Assert.Contains("for 0.3 % false alarms (Quantile)", output);
        Assert.Contains("of 3,000 rows, each half scored by what the other half taught", output);
        Assert.Equal(("fewer", example.Version), (Stored().GetProperty("why").GetString(), Stored().GetProperty("model").GetString()));
    }

    [Fact]
    public async Task What_is_set_is_in_force_for_every_command_until_another_model_serves()
    {
        Copy();
        await RunAsync("threshold", "set", "-s", "m", "--value", "2.5");

        (_, string json, _) = await RunAsync("evaluate", "-s", "m", "-i", example.Test, "--label", "truth", "--json");
        Assert.Equal(2.5, JsonDocument.Parse(json).RootElement.GetProperty("threshold").GetDouble());
        (_, string csv, _) = await RunAsync("score", "-s", "m", "-i", example.Test, "-o", "-");
        string[][] rows = [.. csv.TrimEnd().Split('\n').Skip(1).Select(line => line.Split(','))];
        Assert.All(rows, row =>
            Assert.Equal(("2.5", double.Parse(row[1], CultureInfo.InvariantCulture) > 2.5 ? "1" : "0"), (row[3], row[4])));
        Assert.Contains(rows, row => row[4] == "1");
        (_, string shown, _) = await RunAsync("models", "show", "-s", "m");
        Assert.Contains("2.50", shown);
        Assert.Contains("set since; \"detector threshold show\" tells more", shown);
        (_, string threshold, _) = await RunAsync("threshold", "show", "-s", "m");
        Assert.Contains("a number that was chosen", threshold);
        Assert.Contains("detector threshold set", threshold);
        Assert.Contains("ROWS ABOVE", threshold);

        (int code, string again, _) = await RunAsync("threshold", "set", "-s", "m", "--trained");

        Assert.Equal(0, code);
        Assert.Contains($"is the threshold of m again, as {example.Version} was trained with", again);
        (_, threshold, _) = await RunAsync("threshold", "show", "-s", "m");
        Assert.Contains("the model's training", threshold);
        (_, string history, _) = await RunAsync("models", "history", "-s", "m");
        string[] lines = [.. history.TrimEnd().Split('\n').Where(line => line.Contains(" threshold "))];
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Contains($"{Environment.UserName}@", line));
    }

    [Fact]
    public async Task It_is_learned_anew_from_other_rows()
    {
        Copy();
        string usual = example.Beside("usual.jsonl");
        await File.WriteAllLinesAsync(usual, File.ReadLines(example.Test).Where(line => line.Contains("\"truth\":0")),
            TestContext.Current.CancellationToken);

        (int code, string output, string error) = await RunAsync("threshold", "relearn", "-s", "m", "-i", usual, "--target", "0.02");

        Assert.True(code == 0, error);
        Assert.Contains("of 950 rows that were given, for 2 % false alarms", output);
        (_, string csv, _) = await RunAsync("score", "-s", "m", "-i", usual, "-o", "-");
        int above = csv.TrimEnd().Split('\n').Skip(1).Count(line => line.Split(',')[4] == "1");
        Assert.InRange(above, 12, 19); // 2 % of 950 is 19, one standard error on the safe side
        Assert.Equal("Rows", Stored().GetProperty("origin").GetString());
    }

    [Fact]
    public async Task A_target_that_the_rows_say_little_about_is_set_and_that_is_said()
    {
        Copy();

        (int code, _, string error) = await RunAsync("threshold", "set", "-s", "m", "--target", "0.00001");

        Assert.Equal(0, code);
        Assert.Contains("say little about 0.001 % false alarms", error);
        Assert.Contains("1,000,000 rows would say more", error);
    }

    [Fact]
    public async Task A_model_that_kept_no_scores_says_what_works()
    {
        Copy();
        string folder = Path.Combine(_registry, "m", example.Version);
        JsonNode manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json"),
            TestContext.Current.CancellationToken))!;
        ((JsonObject)manifest["files"]!).Remove("scores.safetensors");
        byte[] content = System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString());
        string version = $"20260101-000000-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))[..8]}";
        await File.WriteAllBytesAsync(Path.Combine(folder, "manifest.json"), content, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(folder, "scores.safetensors"));
        Directory.Move(folder, Path.Combine(_registry, "m", version));
        await File.WriteAllTextAsync(Path.Combine(_registry, "m", "current"), version + "\n", TestContext.Current.CancellationToken);

        (int code, _, string error) = await RunAsync("threshold", "set", "-s", "m", "--target", "0.001");
        Assert.Equal(1, code);
        Assert.Contains("kept no scores: \"detector threshold set --value\" and \"detector threshold relearn --input FILE\"", error);
        (code, string shown, _) = await RunAsync("threshold", "show", "-s", "m");
        Assert.Equal(0, code);
        Assert.Contains("kept no scores", shown);
        Assert.Equal(0, (await RunAsync("threshold", "set", "-s", "m", "--value", "4")).Code);
        Assert.Equal(0, (await RunAsync("threshold", "relearn", "-s", "m", "-i", example.Test)).Code);
    }

    [Theory]
    [InlineData(2, "one of --target, --value and --trained", "set")]
    [InlineData(2, "one of --target, --value and --trained", "set", "--target", "0.1", "--value", "3")]
    [InlineData(2, "--target is a share from 0.000001 to 0.5, not 0.7", "set", "--target", "0.7")]
    [InlineData(2, "--target is a share", "set", "--target", "NaN")]
    [InlineData(2, "--value is a score", "set", "--value", "NaN")]
    [InlineData(1, "there is no file nowhere.csv", "relearn", "-i", "nowhere.csv")]
    [InlineData(1, "The stream n has no model", "show", "-s", "n")]
    public async Task What_is_no_threshold_is_refused_in_a_line(int code, string message, params string[] args)
    {
        Copy();
        string[] stream = args.Contains("-s") ? [] : ["-s", "m"];

        (int ended, string output, string error) = await RunAsync(["threshold", .. args, .. stream]);

        Assert.Equal(code, ended);
        Assert.Empty(output);
        Assert.Contains(message, error);
        Assert.StartsWith("detector: ", Assert.Single(error.TrimEnd().Split('\n')));
    }

    private void Copy()
    {
        foreach (string file in Directory.EnumerateFiles(example.Registry, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(_registry, Path.GetRelativePath(example.Registry, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private JsonElement Stored() =>
        JsonDocument.Parse(File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(_registry, "m", "thresholds"))))).RootElement;

    private static double Value(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("value").GetDouble();

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) =>
        Cli.RunAsync([.. args, "--config", example.Config, "--registry", _registry]);
}
