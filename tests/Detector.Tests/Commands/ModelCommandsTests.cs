using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detector.Tests.Commands;

public class ModelCommandsTests(WorkedExample example) : IClassFixture<WorkedExample>
{
    [Fact]
    public void Init_says_what_each_column_became_and_why()
    {
        string[] lines = example.InitOutput.Split('\n');

        Assert.Contains(lines, l => l.StartsWith("a ") && l.Contains("number"));
        Assert.Contains(lines, l => l.StartsWith("kind ") && l.Contains("category") && l.Contains("2 different texts"));
        Assert.Contains(lines, l => l.Contains("m -> m.alerts at localhost:9092"));
    }

    [Fact]
    public async Task Init_does_not_replace_a_stream_unasked()
    {
        (int code, _, string error) = await Cli.RunAsync("init", "-s", "m", "-i", example.Train, "-c", example.Config);

        Assert.Equal(1, code);
        Assert.Contains("--force", error);
    }

    [Fact]
    public async Task Evaluate_finds_the_anomalies_and_says_the_same_as_a_table_and_as_JSON()
    {
        (int code, string json, string error) = await RunAsync("evaluate", "-s", "m", "-i", example.Test, "--label", "truth", "--json");
        (_, string table, _) = await RunAsync("evaluate", "-s", "m", "-i", example.Test, "--label", "truth");

        Assert.True(code == 0, error);
        JsonElement report = JsonDocument.Parse(json).RootElement;
        Assert.Equal((1000, 50), (report.GetProperty("rows").GetInt32(), report.GetProperty("anomalies").GetInt32()));
        Assert.InRange(report.GetProperty("rocAuc").GetDouble(), 0.97, 1);
        Assert.InRange(report.GetProperty("falseAlarmRate").GetDouble(), 0, 0.03);
        Assert.Equal(example.Version, report.GetProperty("version").GetString());
        Assert.Contains(report.GetProperty("rocAuc").GetDouble().ToString("0.0000", CultureInfo.InvariantCulture), table);
        Assert.Contains($"{report.GetProperty("truePositives").GetInt32()} of 50 anomalies", table);
    }

    [Fact]
    public async Task Score_has_a_line_for_each_row_in_order_and_agrees_with_evaluate()
    {
        string scores = example.Beside("scores.csv");
        string broken = example.Beside("broken.jsonl");
        string[] input = File.ReadAllLines(example.Test);
        input[7] = "{\"a\":";
        input[9] = "{\"a\":1,\"b\":\"many\",\"kind\":\"x\"}";
        File.WriteAllLines(broken, input);

        (int code, _, string error) = await RunAsync("score", "-s", "m", "-i", broken, "-o", scores);

        Assert.Equal(0, code);
        Assert.Contains("2 records could not be read and were not scored", error);
        string[][] lines = [.. File.ReadAllLines(scores).Select(l => l.Split(','))];
        Assert.Equal(["row", "score", "error", "threshold", "alert"], lines[0].Take(5));
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => $"{i}"), lines.Skip(1).Select(l => l[0]));
        Assert.All(new[] { 8, 10 },
            row => Assert.True(lines[row][1].Length == 0 && lines[row].Length >= lines[0].Length && lines[row][17].Length > 0));
        string[][] scored = [.. lines.Skip(1).Where(l => l[1].Length > 0)];
        Assert.Equal(998, scored.Length);
        Assert.All(scored, l => Assert.Equal(Number(l[1]) > Number(l[3]) ? "1" : "0", l[4]));

        // Of the three fields those with a share of less than a twentieth are left out.
        (string Field, double Share)[][] causes = [.. scored.Select(l =>
            new[] { 5, 9, 13 }.Where(at => l[at].Length > 0).Select(at => (l[at], Number(l[at + 3]))).ToArray())];
        Assert.All(causes, all => Assert.InRange(all.Sum(cause => cause.Share), 0.9, 1.002));
        Assert.All(causes, all => Assert.All(all, cause => Assert.True(cause.Share >= 0.05)));
        Assert.All(causes, all => Assert.Subset(new HashSet<string> { "a", "b", "kind" }, all.Select(cause => cause.Field).ToHashSet()));
        Assert.Contains(causes, all => all.Length == 3);

        (_, string json, _) = await RunAsync("evaluate", "-s", "m", "-i", broken, "--label", "truth", "--json");
        JsonElement report = JsonDocument.Parse(json).RootElement;
        Assert.Equal(2, report.GetProperty("rejectedRows").GetInt32());
        Assert.Equal(
            scored.Count(l => l[4] == "1"),
            report.GetProperty("truePositives").GetInt32() + report.GetProperty("falsePositives").GetInt32());
    }

    [Fact]
    public async Task Score_leaves_its_input_and_what_was_there_before_it_fails()
    {
        string rows = example.Beside("rows.csv");
        string earlier = example.Beside("earlier.csv");
        File.Copy(example.Train, rows, overwrite: true);
        File.WriteAllText(earlier, "earlier scores");

        (int same, _, string sameError) = await RunAsync("score", "-s",
            "m", "-i", rows, "-o", Path.Combine(Path.GetDirectoryName(rows)!, ".", "rows.csv"));
        (int typo, _, _) = await RunAsync("score", "-s", "m", "-i", example.Beside("typo.csv"), "-o", earlier);

        Assert.Equal((1, 1), (same, typo));
        Assert.Contains("rows.csv is read and cannot be written too; name another file", sameError);
        Assert.Equal(File.ReadAllText(example.Train), File.ReadAllText(rows));
        Assert.Equal("earlier scores", File.ReadAllText(earlier));
    }

    [Fact]
    public async Task A_second_training_serves_from_then_on_and_promote_goes_back()
    {
        string registry = example.Beside("second");
        string Serving() => File.ReadAllText(Path.Combine(registry, "m", "current")).Trim();
        (_, string first, _) = await RunAsync("train", "-s", "m", "-i", example.Train, "--registry", registry);
        (_, string second, _) = await RunAsync("train", "-s", "m", "-i", example.Train, "--registry", registry);
        Assert.Equal(Version(second), Serving());
        await RunAsync("train", "-s", "m", "-i", example.Train, "--registry", registry, "--keep-current");
        Assert.Equal(Version(second), Serving());

        (int code, string output, _) = await RunAsync("models", "promote", "-s", "m", Version(first), "--registry", registry);

        Assert.Equal((0, $"{Version(first)} serves m"), (code, output.Trim()));
        Assert.Equal(Version(first), Serving());
        (_, string list, _) = await RunAsync("models", "list", "--registry", registry);
        Assert.Equal(4, list.TrimEnd().Split('\n').Length);
        Assert.Contains($"m       {Version(first)}", Assert.Single(list.Split('\n'), l => l.EndsWith("serves")));
        (_, string show, _) = await RunAsync("models", "show", "-s", "m", "--registry", registry);
        Assert.Contains($"{Version(first)} (serves)", show);
        Assert.Contains("a, b, kind", show);
    }

    [Fact]
    public async Task What_was_promoted_when_by_whom_and_why_is_shown_and_a_stray_folder_is_in_nobodys_way()
    {
        string registry = example.Beside("third");
        Directory.CreateDirectory(Path.Combine(registry, "m", "20261399-996199-1f0c9a3b"));

        (int code, string first, string error) = await RunAsync("train", "-s", "m", "-i", example.Train, "-r", registry);
        (_, string second, _) = await RunAsync("train", "-s", "m", "-i", example.Train, "-r", registry, "--keep-current");
        (_, string list, string left) = await RunAsync("models", "list", "-r", registry);
        await RunAsync("models", "promote", "-s", "m", Version(second), "-r", registry, "--why", "calmer");
        (_, string history, _) = await RunAsync("models", "history", "-s", "m", "-r", registry);
        (_, string after, _) = await RunAsync("models", "list", "-r", registry);

        Assert.True(code == 0, error);
        Assert.Contains("20261399-996199-1f0c9a3b is no model's folder and is left alone", error);
        Assert.Contains("20261399-996199-1f0c9a3b is no model's folder and is left out", left);
        Assert.Single(list.Split('\n'), line => line.Contains(Version(second)) && line.TrimEnd().EndsWith("challenger"));
        Assert.Single(after.Split('\n'), line => line.Contains(Version(first)) && line.TrimEnd().EndsWith("served before"));
        string[] moves = [.. history.TrimEnd().Split('\n').Skip(1)];
        Assert.Equal(["current", "challenger", "previous", "current", "challenger"],
            moves.Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries)[1].Trim()));
        Assert.All(moves, line => Assert.Contains($"{Environment.UserName}@", line));
        Assert.All(moves.Skip(2), line => Assert.EndsWith("calmer", line.TrimEnd()));
    }

    [Theory]
    [InlineData("did you mean 'm'?", "train", "-s", "n", "-i", "TRAIN")]
    [InlineData("there is no file nowhere.csv", "train", "-s", "m", "-i", "nowhere.csv")]
    [InlineData("Models of m cannot be saved in /proc/models", "train", "-s", "m", "-i", "TRAIN", "-r", "/proc/models")]
    [InlineData("has no column 'a', 'b', 'kind'", "train", "-s", "m", "-i", "OTHER")]
    [InlineData("The stream n has no model", "score", "-s", "n", "-i", "TEST", "-o", "-")]
    [InlineData("has no version 20200101-000000-00000000", "evaluate",
        "-s", "m", "-i", "TEST", "-l", "truth", "--version", "20200101-000000-00000000")]
    [InlineData("no record could be read", "evaluate", "-s", "m", "-i", "TEST", "-l", "nothing")]
    [InlineData("\"x\" is not a model version", "models", "promote", "-s", "m", "x")]
    [InlineData("--key names \"card\", but the columns are a, b, kind", "init", "-s", "k", "-i", "TRAIN", "--key", "card")]
    [InlineData("cannot be a stream's name", "init", "-s", "../k", "-i", "TRAIN")]
    public async Task What_cannot_be_done_is_one_line_that_says_why(string message, params string[] args)
    {
        File.WriteAllText(example.Beside("other.csv"), "x,y\n1,2\n");
        string[] words = [.. args.Select(
            a => a switch { "TRAIN" => example.Train, "TEST" => example.Test, "OTHER" => example.Beside("other.csv"), _ => a })];

        (int code, string output, string error) = await RunAsync(words);

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(message, error);
        Assert.StartsWith("detector: ", Assert.Single(error.TrimEnd().Split('\n')));
    }

    [Theory]
    [InlineData("config", "check")]
    [InlineData("score", "-s", "m", "-i", "TEST", "-o", "SCORES")]
    [InlineData("evaluate", "-s", "m", "-i", "TEST", "-l", "truth")]
    [InlineData("models", "show", "-s", "m")]
    [InlineData("train", "-s", "m", "-i", "TRAIN", "--keep-current")]
    public async Task Settings_that_are_no_longer_the_models_are_told_in_one_sentence(params string[] args)
    {
        string[] words = [.. args.Select(
            a => a switch { "TRAIN" => example.Train, "TEST" => example.Test, "SCORES" => example.Beside("drift.csv"), _ => a })];
        string changed = example.Beside("changed.json");
        JsonNode settings = JsonNode.Parse(await File.ReadAllTextAsync(example.Config))!;
        JsonNode stream = settings["Detector"]!["Streams"]!["m"]!;
        stream["Threshold"] = new JsonObject { ["Target"] = 0.001 };
        await File.WriteAllTextAsync(changed, settings.ToJsonString());

        (_, _, string before) = await Cli.RunAsync([.. words, "--config", example.Config]);
        (int code, _, string after) = await Cli.RunAsync([.. words, "--config", changed]);

        Assert.DoesNotContain("Mind:", before);
        Assert.Equal(0, code);
        Assert.Matches(
            @"\AMind: Threshold:Target is 0.001 in the settings, but 0.01, for the threshold \S+ \(t[0-9-]+\) of stream m, "
            + "which is in force; "
            + @"`detector threshold set --stream m --target 0.001` or `detector train --stream m` makes another\z",
            Assert.Single(after.Split('\n'), line => line.StartsWith("Mind:", StringComparison.Ordinal)));

        stream["Schema"]!["Fields"]![0]!["Scaling"] = "MinMax";
        await File.WriteAllTextAsync(changed, settings.ToJsonString());
        (code, _, after) = await Cli.RunAsync([.. words, "--config", changed]);

        // Only the check of what would run fails; files are scored as the model wants it.
        Assert.Equal(args[0] == "config" ? 1 : 0, code);
        Assert.Contains("Schema:Fields (a has Scaling MinMax in the settings and ", after);
        Assert.Contains("in the model) are not in the settings what they are in the model ", after);
    }

    [Fact]
    public async Task Settings_that_are_wrong_do_not_keep_a_named_registrys_model_from_being_shown()
    {
        string wrong = example.Beside("wrong.json");
        await File.WriteAllTextAsync(wrong, "{ \"Detector\": { \"Registri\": 1 } }");

        (int code, string output, string error) = await Cli.RunAsync("models", "show", "-s", "m", "-r", example.Registry, "-c", wrong);

        Assert.Equal(0, code);
        Assert.Contains(example.Version, output);
        Assert.Contains("the settings are wrong, so that the model is not compared with them", error);
    }

    private static string Version(string output) => output.Split('\n')[0];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) =>
        Cli.RunAsync([.. args, "--config", example.Config]);
}
