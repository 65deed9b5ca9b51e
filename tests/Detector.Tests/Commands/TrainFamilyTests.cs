using System.Globalization;
using System.Text;

namespace Detector.Tests.Commands;

/// <summary>detector train --family: numbers on a circle, which a straight line cannot tell from those in its middle.</summary>
public sealed class TrainFamilyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-families-").FullName;

    public TrainFamilyTests()
    {
        Write("train.csv", 400, _ => false);
        Write("test.csv", 300, i => i % 10 == 0);
        File.WriteAllText(In("words.csv"), File.ReadAllText(In("test.csv")).Replace(",1\n", ",attack\n").Replace(",0\n", ",fine\n"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_best_on_labelled_rows_is_ranked_first_and_saved()
    {
        (int code, string output, string error) =
            await TrainAsync("--family", "linear", "som", "--test", In("words.csv"), "--test-label", "odd", "--anomaly", "attack");

        Assert.True(code == 0, error);
        string[] first = Ranked(output)[0];
        Assert.Equal("som", first[1]);
        (_, string evaluated, _) = await Cli.RunAsync("evaluate", "-s",
            "ring", "-i", In("test.csv"), "--label", "odd", "-r", In("models"), "-c", In("c.json"));
        Assert.Contains($"ROC-AUC  {first[2]}", evaluated);
    }

    [Fact]
    public async Task All_that_fit_are_ranked_on_planted_anomalies()
    {
        (int code, string output, string error) = await TrainAsync("--family", "all");

        Assert.True(code == 0, error);
        string[][] ranked = Ranked(output);
        string[] expected = ["dense", "dense:Sparse", "dense:Variational",
            "linear", "masked", "rbm", "dbn", "sparse-coding", "som", "ensemble"];
        Assert.Superset(expected.ToHashSet(), ranked.Select(row => row[1]).ToHashSet());
        Assert.DoesNotContain("recurrent", output);
        double[] figures = [.. ranked.Select(row => double.Parse(row[2], CultureInfo.InvariantCulture))];
        Assert.Equal(figures.OrderDescending(), figures);
        Assert.InRange(figures[0], 0.6, 1);
    }

    [Theory]
    [InlineData("there is no model family", "--family", "dnese")]
    [InlineData("there is no variant", "--family", "dense:Spars")]
    [InlineData("--family names several", "--test", "test.csv", "--test-label", "odd")]
    [InlineData("--test-label names their label", "--family", "all", "--test", "test.csv")]
    public async Task What_cannot_be_meant_is_said_before_anything_is_read(string expected, params string[] options)
    {
        (int code, _, string error) = await TrainAsync(options);

        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(In("models")));
    }

    [Theory]
    [InlineData("has no anomalies", "train.csv", "odd")]
    [InlineData("absent.csv", "absent.csv", "odd")]
    [InlineData("even", "test.csv", "even")]
    public async Task A_test_that_says_nothing_is_refused_before_anything_is_trained(string expected, string file, string label)
    {
        (int code, _, string error) = await TrainAsync("--family", "linear", "som", "--test", In(file), "--test-label", label);

        Assert.Equal(1, code);
        Assert.Contains(expected, error);
        Assert.DoesNotContain("Training on", error);
    }

    // Rows of the table: place, family, ROC-AUC, …
    private static string[][] Ranked(string output) =>
        [.. output.Split('\n').SkipWhile(line => !line.Contains("ROC-AUC")).Skip(1).TakeWhile(line => line.Trim().Length > 0)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(row => int.TryParse(row[0], out _))];

    private async Task<(int Code, string Output, string Error)> TrainAsync(params string[] options)
    {
        (int code, _, string error) = await Cli.RunAsync("init", "-s",
            "ring", "-i", In("train.csv"), "--label", "odd", "-c", In("c.json"));
        Assert.True(code == 0, error);
        string settings = File.ReadAllText(In("c.json"));
        File.WriteAllText(In("c.json"), settings.Replace("\"ring\": {", """
            "ring": { "Model": { "MaxSteps": 60, "Trim": 0, "Device": "cpu", "Score": { "Distance": 0, "Neighbours": 0, "Code": 0 } },
            """));
        return await Cli.RunAsync(["train", "-s", "ring", "-i", In("train.csv"), "-r", In("models"), "-c", In("c.json"), .. options]);
    }

    private void Write(string name, int rows, Func<int, bool> isOdd)
    {
        var random = new Random(rows);
        var text = new StringBuilder("x,y,z,odd\n");
        for (int i = 0; i < rows; i++)
        {
            double angle = 2 * Math.PI * random.NextDouble();
            double radius = isOdd(i) ? 0.2 : 1 + (0.05 * random.NextDouble());
            text.Append(CultureInfo.InvariantCulture,
                $"{radius * Math.Cos(angle):F4},{radius * Math.Sin(angle):F4},{0.1 * random.NextDouble():F4},{(isOdd(i) ? 1 : 0)}\n");
        }

        File.WriteAllText(In(name), text.ToString());
    }

    private string In(string name) => Path.Combine(_folder, name);
}
