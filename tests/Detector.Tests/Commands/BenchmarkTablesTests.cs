using System.Text.Json;
using Detector.TestKit;

namespace Detector.Tests.Commands;

public class BenchmarkTablesTests
{
    [Fact]
    public async Task Init_train_and_evaluate_without_tuning_reach_the_published_figure_on_thyroid()
    {
        string tables = Environment.GetEnvironmentVariable("DETECTOR_TABLES")
            ?? Path.Combine(Repository.Root, "..", "shared", "datasets", "tabular");
        string train = Path.Combine(tables, "thyroid.train.csv.gz");
        Assert.SkipUnless(File.Exists(train), $"no benchmark tables in {tables}");
        using var config = new TemporaryFile("settings.json");
        string[] common = ["--config", config.Path];
        string[] registry = [.. common, "--registry", config.Beside("models")];

        Assert.Equal(0, (await Cli.RunAsync(["init", "--stream", "thyroid", "--input", train, .. common])).Code);
        Assert.Equal(0, (await Cli.RunAsync(["train", "--stream", "thyroid", "--input", train, .. registry])).Code);
        (int code, string json, string error) = await Cli.RunAsync(
            ["evaluate", "--stream", "thyroid", "--input", train.Replace("train", "test"), "--label", "label", "--json", .. registry]);

        Assert.True(code == 0, error);
        JsonElement report = JsonDocument.Parse(json).RootElement;
        Assert.InRange(report.GetProperty("rocAuc").GetDouble(), 0.98, 1);
        Assert.InRange(report.GetProperty("falseAlarmRate").GetDouble(), 0.005, 0.02);
    }
}
