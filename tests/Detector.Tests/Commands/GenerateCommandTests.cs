using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Detector.Core.Formats.Frames;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Data.Files;
using SkiaSharp;

namespace Detector.Tests.Commands;

/// <summary>
/// Streams with models that make samples: "shop", whose amount follows its kind (told) and whose tax is a tenth of the amount; "load",
/// sequences of two hosts whose readings add up to 2; "line", sequences without a key, of fields one of which is called "sequence";
/// "dots", images with a bright column.
/// </summary>
public sealed class GenerateCommandTests(GenerateCommandTests.Models models) : IClassFixture<GenerateCommandTests.Models>
{
    [Fact]
    public async Task Rows_are_of_the_kind_asked_for_and_keep_its_rules()
    {
        string[][] rows = await RowsAsync("shop", "400", "online.csv", "--condition", "kind=online");

        Assert.Equal(["kind", "amount", "tax", "time"], rows[0]);
        Assert.Equal(400, rows.Length - 1);
        Assert.All(rows[1..], row => Assert.Equal("online", row[0]));
        double[] amounts = [.. rows[1..].Select(row => Number(row[1]))];
        double[] taxes = [.. rows[1..].Select(row => Number(row[2]))];
        Assert.InRange(amounts.Average(), 170, 230); // of online rows 200; of all rows 130
        Assert.InRange(Deviation(amounts), 10, 45); // of online rows 30, of all rows 76
        Assert.InRange(taxes.Zip(amounts, (tax, amount) => Math.Abs(tax - (amount / 10))).Average(), 0, 1);
        Assert.All(rows[1..], row => Assert.StartsWith("1970-01-", row[3]));
    }

    [Fact]
    public async Task What_is_made_is_read_for_training_like_any_file()
    {
        await RowsAsync("shop", "100", "more.csv.gz", "--condition", "kind=market");
        (int code, _, string error) = await models.RunAsync("train", "-s",
            "shop", "-i", models.In("shop.csv"), models.In("more.csv.gz"), "--keep-current");

        Assert.True(code == 0, error);
        Assert.Contains("Training on 700 rows of 5 fields", error);
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_file_and_another_another()
    {
        string[] files = ["a.csv", "b.csv", "c.csv"];
        for (int i = 0; i < files.Length; i++)
        {
            await RowsAsync("shop", "50", files[i], "--condition", "kind=market", "--seed", i < 2 ? "7" : "8");
        }

        Assert.Equal(File.ReadAllText(models.In("a.csv")), File.ReadAllText(models.In("b.csv")));
        Assert.NotEqual(File.ReadAllText(models.In("a.csv")), File.ReadAllText(models.In("c.csv")));
    }

    [Fact]
    public async Task Sequences_have_their_number_where_the_stream_has_its_key()
    {
        string[][] rows = await RowsAsync("load", "7", "load.csv");

        Assert.Equal(["host", "cpu", "io"], rows[0]);
        Assert.Equal(Enumerable.Range(0, 7 * 6).Select(i => $"{(i / 6) + 1}"), rows[1..].Select(row => row[0]));
        Assert.All(rows[1..], row => Assert.InRange(Number(row[1]), -1.1, 1.1));
        Assert.InRange(rows[1..].Average(row => Math.Abs(Number(row[1]) + Number(row[2]) - 2)), 0, 0.2); // as in every row that it saw
    }

    [Fact]
    public async Task Sequences_without_a_key_are_files_that_do_not_run_into_each_other()
    {
        (int code, _, string error) = await models.RunAsync("generate", "-s", "line", "-n", "3", "-o", models.In("lines"));
        Assert.True(code == 0, error);
        string[] files = [.. Directory.GetFiles(models.In("lines")).Order()];
        Assert.Equal(["000001.csv", "000002.csv", "000003.csv"], files.Select(Path.GetFileName));
        string[][] lines = [.. files.Select(File.ReadAllLines)];
        Assert.All(lines, file => Assert.Equal(("sequence,level", 7), (file[0], file.Length)));

        var schema = new Schema(new SchemaSettings { Fields = [new() { Name = "sequence" }, new() { Name = "level" }] });
        SampleSet samples = new TrainingFiles(schema, new() { Steps = 6 })
            .Read(files, null, new RejectedRows(), (_, _) => { }, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 3 * 6).Select(row => row / 6 * 6), Enumerable.Range(0, samples.Count).Select(samples.First));

        (code, _, error) = await models.RunAsync("train", "-s", "line",
            "-i", models.In("line.csv"), files[0], files[1], files[2], "--keep-current");
        Assert.True(code == 0, error);
        (code, _, error) = await models.RunAsync("generate", "-s", "line", "-n", "2", "-o", models.In("two.csv"));
        Assert.True(code == 1 && error.Contains("name a folder for 2"), error);
        (code, _, error) = await models.RunAsync("generate", "-s", "line", "-n", "1", "-o", models.In("lines"));
        Assert.True(code == 1 && error.Contains("has CSV files already"), error);
        Assert.Equal(lines[0].Length, (await RowsAsync("line", "1", "one.csv")).Length);
    }

    [Fact]
    public async Task Images_are_files_that_the_stream_reads()
    {
        await models.RunAsync("generate", "-s", "dots", "-n", "30", "-o", models.In("made"));
        (int code, _, string error) = await models.RunAsync("score", "-s", "dots", "-i", models.In("made"), "-o", models.In("scores.csv"));
        Assert.True(code == 0, error);
        Assert.Contains("30 rows scored", error);

        using SKBitmap png = SKBitmap.Decode(models.In("made/000030.png"));
        Assert.Equal((6, 5), (png.Width, png.Height));

        (code, _, error) = await models.RunAsync("generate", "-s", "dots", "-n", "1", "-o", models.In("made"));
        Assert.True(code == 1 && error.Contains("has PNG files already"), error);
        (code, _, error) = await models.RunAsync("generate", "-s", "dots", "-n", "2", "-o", models.In("one.png"));
        Assert.True(code == 1 && error.Contains("holds one image; name a folder for 2"), error);
        (code, _, error) = await models.RunAsync("generate", "-s", "dots", "-n", "1", "-o", models.In("one.csv"));
        Assert.True(code == 1 && error.Contains("images are written as PNG files"), error);
    }

    [Theory]
    [InlineData("--condition kind=MISSING is missing; kind is online, market or other")]
    [InlineData("the model is told kind; did you mean 'kind'?", "kidn=online")]
    [InlineData("the model does not know 'onlin'; kind is online, market or other", "kind=onlin")]
    [InlineData("--condition kind is there twice", "kind=online", "kind=market")]
    [InlineData("'online' is not", "online")]
    public async Task A_wrong_condition_is_said(string message, params string[] conditions)
    {
        (int code, _, string error) = await models.RunAsync(
            ["generate", "-s", "shop", "-n", "5", "-o", models.In("never.csv"),
                .. conditions.SelectMany(c => new[] { "--condition", c })]);

        Assert.Equal(1, code);
        Assert.Contains(message.Replace("MISSING", "VALUE"), error);
        Assert.False(File.Exists(models.In("never.csv")));
    }

    [Theory]
    [InlineData("plain", "out.csv", "A dense model of variant Plain makes no samples; one of variant Variational or Adversarial does")]
    [InlineData("load", ".", "is a folder; rows are written to a file")]
    [InlineData("load", "out.jsonl", "rows are written as CSV; the file's name ends in .csv or .csv.gz")]
    [InlineData("load", "no/such/folder.csv", "no/such")]
    public async Task What_cannot_be_is_said(string stream, string output, string message)
    {
        (int code, _, string error) = await models.RunAsync("generate", "-s", stream, "-n", "5", "-o", models.In(output));

        Assert.Equal(1, code);
        Assert.Contains(message, error);
        Assert.DoesNotContain("unexpected", error);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(v => Math.Pow(v - values.Average(), 2)));

    private async Task<string[][]> RowsAsync(string stream, string count, string file, params string[] more)
    {
        (int code, _, string error) = await models.RunAsync(["generate", "-s", stream, "-n", count, "-o", models.In(file), .. more]);
        Assert.True(code == 0, error);
        return file.EndsWith(".gz") ? [] : [.. File.ReadAllLines(models.In(file)).Select(line => line.Split(','))];
    }

    /// <summary>The streams' files and models.</summary>
    public sealed class Models : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("detector-generate-").FullName;

        public async ValueTask InitializeAsync()
        {
            var random = new Random(4);
            var shop = new StringBuilder("kind,amount,tax,time\n");
            var load = new StringBuilder("host,cpu,io\n");
            var line = new StringBuilder("sequence,level\n");
            Directory.CreateDirectory(In("dots"));
            for (int i = 0; i < 600; i++)
            {
                bool online = i % 2 == 0;
                double amount = (online ? 200 : 60) + (30 * Normal(random));
                shop.Append(CultureInfo.InvariantCulture,
                    $"{(online ? "online" : "market")},{amount:F2},{amount / 10:F3},"
                    + $"{DateTime.UnixEpoch.AddSeconds(1.7e9 + (i * 4000)):s}Z\n");
                double angle = (i / 3.0) + (i % 2);
                load.Append(CultureInfo.InvariantCulture, $"h{i % 2},{Math.Sin(angle):F4},{2 - Math.Sin(angle):F4}\n");
                line.Append(CultureInfo.InvariantCulture, $"{Math.Sin(i / 3.0):F4},{Math.Cos(i / 3.0):F4}\n");
                File.WriteAllBytes(In($"dots/{i:D4}.png"), Dots(random));
            }

            File.WriteAllText(In("shop.csv"), shop.ToString());
            File.WriteAllText(In("load.csv"), load.ToString());
            File.WriteAllText(In("line.csv"), line.ToString());
            await CreateAsync("shop", "shop.csv", "Variational", ["kind"]);
            await CreateAsync("plain", "shop.csv", "Plain", []);
            await CreateAsync("load", "load.csv", "Variational", [], "--key", "host", "--sequence", "6");
            await CreateAsync("line", "line.csv", "Variational", [], "--sequence", "6");
            await CreateAsync("dots", "dots", "Variational", []);
        }

        public string In(string name) => Path.Combine(_folder, name);

        public Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
            Cli.RunAsync([.. arguments, "-c", In(arguments[2] + ".json"), "-r", In("models")]);

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        private async Task CreateAsync(string stream, string input, string variant, string[] conditions, params string[] options)
        {
            string config = In(stream + ".json");
            (int code, _, string error) = await Cli.RunAsync(["init", "-s", stream, "-i", In(input), "-c", config, .. options]);
            Assert.True(code == 0, error);
            JsonNode settings = JsonNode.Parse(await File.ReadAllTextAsync(config))!;
            settings["Detector"]!["Streams"]![stream]!["Model"] = new JsonObject
            {
                ["Variant"] = variant, ["Widths"] = new JsonArray(32, 6),
                    ["BatchSize"] = 64, ["MaxSteps"] = 400, ["LearningRate"] = 0.01, ["Trim"] = 0, ["InputNoise"] = 0,
                ["Variational"] = new JsonObject { ["Conditions"] = new JsonArray([.. conditions.Select(c => (JsonNode)c!)]) },
            };
            await File.WriteAllTextAsync(config, settings.ToJsonString());
            (code, _, error) = await RunAsync("train", "-s", stream, "-i", In(input));
            Assert.True(code == 0, error);
        }

        private static byte[] Dots(Random random)
        {
            byte[] pixels = new byte[30];
            random.NextBytes(pixels);
            int column = random.Next(6);
            return PngWriter.Write(6, 5, PixelFormat.Gray8, [.. pixels.Select((p, i) => (byte)((p / 8) + (i % 6 == column ? 200 : 0)))]);
        }

        private static double Normal(Random random) =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
