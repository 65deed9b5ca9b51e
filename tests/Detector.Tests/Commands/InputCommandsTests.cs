using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;

namespace Detector.Tests.Commands;

/// <summary>What the commands make of their input: where it comes from, what is wrong with it, and what they say.</summary>
public sealed class InputCommandsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-input-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_standard_input_is_read_by_init_train_score_and_evaluate()
    {
        string rows = Rows(400, _ => 4);
        Assert.Contains("standard input", (await ProgramAsync("\0\0\0", "init", "-s", "m", "-i", "-")).Error);
        (int code, string output, string error) = await ProgramAsync(rows, "init", "-s", "m", "-i", "-", "--label", "odd");
        Assert.True(code == 0, error);
        Assert.Contains("400 rows, 5 columns", output);
        Shorten();
        (code, _, error) = await ProgramAsync(rows, "train", "-s", "m", "-i", "/dev/stdin", "-r", In("models"));
        Assert.True(code == 0, error);
        (code, output, error) = await ProgramAsync(rows, "score", "-s", "m", "-i", "-", "-o", "-", "-r", In("models"));
        Assert.True(code == 0, error);
        Assert.Equal(401, output.TrimEnd().Split('\n').Length);
        (code, output, error) = await ProgramAsync(rows, "evaluate", "-s", "m", "-i", "-", "--label", "odd", "-r", In("models"));
        Assert.True(code == 0, error);
        Assert.Contains("400", output);
    }

    [Fact]
    public async Task Numbers_and_times_in_their_own_spelling_are_read_from_init_to_score()
    {
        string Amount(int i) => $"1.{100 + (i * 37 % 800)},5{i % 10} €";
        string Row(int i) => $"{Amount(i)};{1 + (i / 24)}.06.2018 {i % 24:00}:05;{i * 41 % 101},5\n";
        File.WriteAllText(In("de.csv"), "betrag;wann;x\n" + string.Concat(Enumerable.Range(0, 400).Select(Row)));

        (int code, string output, string error) = await RunAsync("init", "-s", "m", "-i", In("de.csv"));

        Assert.True(code == 0, error);
        Assert.DoesNotContain("WARNING", output);
        Assert.Contains("written like 1.234,56 €", output);
        Assert.Contains("as d.MM.yyyy HH:mm, from 2018-06-01T00:05:00Z to 2018-06-17T15:05:00Z", output);
        Shorten();
        (code, _, error) = await TrainAsync("de.csv");
        Assert.True(code == 0, error);
        File.WriteAllText(In("now.csv"), $"x;betrag;wann\n12,5;99.999,00 €;1.7.2018 10:00\n12,5;99.99 €;1.7.2018 10:00\n");
        (code, _, error) = await RunAsync("score", "-s", "m", "-i", In("now.csv"), "-o", In("s.csv"), "-r", In("models"));
        Assert.True(code == 0, error);
        string[] lines = File.ReadAllLines(In("s.csv"));
        Assert.Contains(",1,betrag,99999,", lines[1]);
        Assert.EndsWith(",,2018-07-01T10:00:00.000Z", lines[1]);
        Assert.Contains("\"\"99.99 €\"\" is not a number such as 1.234,56 €", lines[2]);
    }

    [Fact]
    public async Task What_is_in_two_spellings_is_left_out_with_a_warning()
    {
        IEnumerable<string> rows = Enumerable.Range(0, 100)
            .Select(i => $"{"$€"[i % 2]}1.{100 + i},5;{10 + (i % 20)}{"./"[i % 2]}06{"./"[i % 2]}2018 00:00;{i * 37 % 101}\n");
        File.WriteAllText(In("two.csv"), "betrag;wann;x\n" + string.Concat(rows));

        (int code, string output, _) = await RunAsync("init", "-s", "m", "-i", In("two.csv"));

        Assert.Equal(0, code);
        Assert.Contains(
            "WARNING: betrag: all values are numbers in more than one spelling, such as \"$1.100,5\" beside \"€1.101,5\"", output);
        Assert.Contains("WARNING: wann: all values are times in no pattern that is the same throughout, such as \"10.06.2018", output);
        Assert.DoesNotContain("free text", output);
        Assert.Contains("EXAMPLE", output);
    }

    [Fact]
    public async Task Score_says_which_event_each_row_was_behind_the_columns_that_were_there_before()
    {
        File.WriteAllText(In("train.csv"), Rows(400, _ => 4));
        await RunAsync("init", "-s", "m", "-i", In("train.csv"), "--label", "odd", "--key", "month");
        Shorten();
        await TrainAsync("train.csv");
        File.WriteAllText(In("now.csv"), "a,b,month,score,terminal,c\n1,2,5,x,\"t,1\",3\nbad,2,6,y,t2,3\n1,2,7,z,t3,3\n");

        (int code, _, string error) = await RunAsync(
            "score", "-s", "m", "-i", In("now.csv"), "-o", In("s.csv"), "-r", In("models"), "--include", "terminal, score");

        Assert.True(code == 0, error);
        string[] lines = File.ReadAllLines(In("s.csv"));
        Assert.StartsWith("row,score,error,threshold,alert,feature1,", lines[0]);
        Assert.EndsWith(",reason,why1,why2,why3,key,terminal,input.score", lines[0]);
        Assert.EndsWith(",,5,\"t,1\",x", lines[1]);
        Assert.EndsWith(",,t2,y", lines[2]);
        Assert.Contains("\"\"bad\"\" is not a number", lines[2]);
        Assert.EndsWith(",,7,t3,z", lines[3]);

        (code, _, error) = await RunAsync(
            "score", "-s", "m", "-i", In("now.csv"), "-o", In("t.csv"), "-r", In("models"), "--include", "nope");
        Assert.Equal(1, code);
        Assert.Contains("--include names 'nope', but the columns are a, b, month, score, terminal, c", error);
        Assert.False(File.Exists(In("t.csv")));
    }

    [Fact]
    public async Task Score_ends_with_an_error_where_most_rows_cannot_be_read_and_still_writes_why()
    {
        File.WriteAllText(In("train.csv"), Rows(400, _ => 4));
        await RunAsync("init", "-s", "m", "-i", In("train.csv"), "--label", "odd");
        Shorten();
        await TrainAsync("train.csv");
        File.WriteAllText(In("bad.csv"), "a,b,c,month\n?,1,2,3\n?,1,2,3\n1,1,2,3\n");

        (int code, _, string error) = await RunAsync("score", "-s", "m", "-i", In("bad.csv"), "-o", In("s.csv"), "-r", In("models"));

        Assert.Equal(1, code);
        Assert.Contains("2 of the 3 records in", error);
        Assert.Equal(4, File.ReadAllLines(In("s.csv")).Length);
    }

    [Fact]
    public async Task A_month_that_never_changed_is_left_out_by_init_and_warned_of_by_train()
    {
        File.WriteAllText(In("spring.csv"), Rows(400, i => 3 + (i % 2)));
        File.WriteAllText(In("april.csv"), Rows(2000, _ => 4));
        File.WriteAllText(In("may.csv"), Rows(1000, _ => 500, seed: 2));
        File.WriteAllText(In("rest_of_april.csv"), Rows(1000, _ => 4, seed: 2));
        (_, string init, _) = await RunAsync("init", "-s", "m", "-i", In("april.csv"), "--label", "odd");
        Assert.Contains("always 4, as a day's number or a setting is, whose next value may raise an alert with each event", init);
        Shorten();
        (int code, _, string error) = await TrainAsync("april.csv");
        Assert.True(code == 0, error);
        Assert.DoesNotContain("WARNING", error);
        Assert.Equal(await AlertsAsync("rest_of_april.csv"), await AlertsAsync("may.csv"));

        await RunAsync("init", "-s", "m", "-i", In("spring.csv"), "--label", "odd", "--force");
        Shorten();
        (code, _, error) = await TrainAsync("april.csv");
        Assert.True(code == 0, error);
        Assert.Contains("WARNING: always the same in the rows trained on: month. Another value may raise an alert with each event", error);
        Assert.InRange(await AlertsAsync("may.csv"), 0.5, 1);
    }

    [Theory]
    [InlineData(1000, 60, "--sequence")]
    [InlineData(999, 30, "--sequence", "--force")]
    [InlineData(1000, 7, "--sequence", "7")]
    [InlineData(1000, 1)]
    public async Task Init_proposes_how_long_a_sequence_is(int rows, int expected, params string[] options)
    {
        File.WriteAllText(In("train.csv"), Rows(rows, _ => 4));
        (int code, string output, string error) = await RunAsync(["init", "-s", "m", "-i", In("train.csv"), "--label", "odd", .. options]);

        Assert.True(code == 0, error);
        JsonNode? steps = JsonNode.Parse(File.ReadAllText(In("c.json")))!["Detector"]!["Streams"]!["m"]!["Window"]?["Steps"];
        Assert.Equal(expected, (int?)steps ?? 1);
        Assert.Equal(expected > 7, output.Contains($"together with the {expected - 1} before it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_init_writes_of_sequences_runs()
    {
        File.WriteAllText(In("train.csv"), Rows(400, _ => 4));
        (_, string init, _) = await RunAsync("init", "-s", "m", "-i", In("train.csv"), "--label", "odd", "--sequence", "4");
        Shorten();
        (int code, _, string train) = await TrainAsync("train.csv");

        Assert.Equal((0, true), (code, init.Contains("then detector run", StringComparison.Ordinal)));
        Assert.DoesNotContain("refuse", init + train, StringComparison.Ordinal);
        JsonNode window = JsonNode.Parse(File.ReadAllText(In("c.json")))!["Detector"]!["Streams"]!["m"]!["Window"]!;
        Assert.Equal((4, "Partition"), ((int)window["Steps"]!, (string)window["Of"]!));
        (code, _, string error) = await RunAsync("config", "check", "-r", In("models"));
        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public async Task Init_reads_all_frames_and_refuses_a_file_that_is_cut()
    {
        File.WriteAllBytes(In("f.bin"), new byte[(5 * 12) + 1]);
        (int code, _, string error) = await RunAsync(
            "init", "-s", "m", "-i", In("f.bin"), "--frame-size", "4x3", "--pixel-format", "gray8");
        Assert.Equal(1, code);
        Assert.Contains("has 61 bytes, which are no whole number of frames of 4 x 3 Gray8 (12 bytes each)", error);
        Assert.False(File.Exists(In("c.json")));

        foreach ((int said, string message) in new[] { (7, "has 5 images, but its header says 7"), (3, "has more images, but its "
            + "header says 3") })
        {
            byte[] header = new byte[16];
            (header[2], header[3]) = (8, 3);
            foreach ((int i, int length) in new[] { (4, said), (8, 3), (12, 4) })
            {
                BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(i), length);
            }

            File.WriteAllBytes(In("f-idx3-ubyte"), [.. header, .. new byte[5 * 12]]);
            (code, _, error) = await RunAsync("init", "-s", "m", "-i", In("f-idx3-ubyte"));
            Assert.Equal(1, code);
            Assert.Contains(message, error);
        }
    }

    [Fact]
    public async Task A_broken_picture_in_a_folder_is_counted_and_told()
    {
        Directory.CreateDirectory(In("pictures"));
        for (int i = 0; i < 5; i++)
        {
            byte[] png = Png(i);
            File.WriteAllBytes(In($"pictures/{i}.{(i == 3 ? "PNG" : "png")}"), i == 0 ? png[..^20] : i == 1 ? png[..10] : png);
        }

        (int code, string output, string error) = await RunAsync("init", "-s", "m", "-i", In("pictures"));
        Assert.True(code == 0, error);
        Assert.Contains("holds 3 frames of 4 x 3", output);
        Assert.Contains("2 records could not be read and were not counted", error);
        Assert.Contains("1.png", error);

        File.WriteAllBytes(In("pictures/2.png"), [1, 2, 3]);
        (code, _, error) = await RunAsync("init", "-s", "m", "-i", In("pictures"), "--force");
        Assert.Equal(1, code);
        Assert.Contains("3 of the 5 records in", error);
    }

    private static byte[] Png(int i)
    {
        byte[] pixels = new byte[12];
        new Random(i).NextBytes(pixels);
        return PngWriter.Write(4, 3, PixelFormat.Gray8, pixels);
    }

    private static string Rows(int count, Func<int, int> month, int seed = 1)
    {
        var random = new Random(seed);
        return "a,b,c,month,odd\n" + string.Concat(Enumerable.Range(0, count).Select(i =>
        {
            double a = random.NextDouble();
            (double b, double c, int odd) = ((2 * a) + (0.1 * random.NextDouble()), random.NextDouble(), i % 20 == 0 ? 1 : 0);
            return string.Create(CultureInfo.InvariantCulture, $"{a:F4},{b:F4},{c:F4},{month(i)},{odd}\n");
        }));
    }

    private async Task<double> AlertsAsync(string input)
    {
        (int code, _, string error) = await RunAsync("score", "-s", "m", "-i", In(input), "-o", In("scores.csv"), "-r", In("models"));
        Assert.True(code == 0, error);
        return File.ReadAllLines(In("scores.csv")).Skip(1).Average(line => double.Parse(line.Split(',')[4], CultureInfo.InvariantCulture));
    }

    private void Shorten()
    {
        JsonNode settings = JsonNode.Parse(File.ReadAllText(In("c.json")))!;
        settings["Detector"]!["Streams"]!["m"]!["Model"] = new JsonObject { ["MaxSteps"] = 200 };
        File.WriteAllText(In("c.json"), settings.ToJsonString());
    }

    private Task<(int Code, string Output, string Error)> TrainAsync(string input) =>
        RunAsync("train", "-s", "m", "-i", In(input), "-r", In("models"));

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        Cli.RunAsync([.. arguments, "-c", In("c.json")]);

    // As a process of its own: this one's standard input is not to be read.
    private async Task<(int Code, string Output, string Error)> ProgramAsync(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "detector.dll"), .. arguments, "-c", In("c.json")])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
