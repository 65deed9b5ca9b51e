using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detector.Data.Files.Frames;

namespace Detector.Tests.Commands;

/// <summary>From a file of images to an evaluation: usual ones have a bright line across, strange ones a bright column.</summary>
public sealed class FrameCommandsTests : IDisposable
{
    private const int Width = 7;
    private const int Height = 6;
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-frames-").FullName;
    private readonly string _config;

    public FrameCommandsTests()
    {
        _config = In("c.json");
        WriteIdx("images-idx3-ubyte", [.. Enumerable.Range(0, 600).SelectMany(i => Frame(i, i % 3 == 2))], 600, Height, Width);
        WriteIdx("labels-idx1-ubyte", [.. Enumerable.Range(0, 600).Select(i => (byte)(i % 3 == 2 ? 9 : 4))], 600);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Images_of_an_idx_file_are_learned_without_their_anomalies_and_told_apart()
    {
        (_, string init, _) = await RunAsync("init", "-s", "digits", "-i", In("images-idx3-ubyte"));
        Assert.Contains("frames of 7 x 6 Gray8 pixels", init);
        Assert.DoesNotContain("take a CPU long", init);
        (int code, _, string error) = await TrainAsync("images-idx3-ubyte", "--label", In("labels-idx1-ubyte"), "--usual", "4");
        Assert.True(code == 0, error);
        Assert.Contains("Training on 400 rows of 42 fields", error);

        (code, string json, error) = await RunAsync(
            "evaluate", "-s", "digits", "-i", In("images-idx3-ubyte"),
            "--label", In("labels-idx1-ubyte"), "--anomaly", "9", "--json", "-r", In("models"));
        Assert.True(code == 0, error);
        JsonElement report = JsonDocument.Parse(json).RootElement;
        Assert.Equal((600, 200), (report.GetProperty("rows").GetInt32(), report.GetProperty("anomalies").GetInt32()));
        Assert.InRange(report.GetProperty("rocAuc").GetDouble(), 0.99, 1);

        (code, _, error) = await RunAsync(
            "score", "-s", "digits", "-i", In("images-idx3-ubyte"), "-r", In("models"),
            "-o", In("scores.csv"), "--pictures", In("strange"));
        Assert.True(code == 0, error);
        string[] flagged = [.. File.ReadLines(In("scores.csv")).Skip(1).Select(line => line.Split(',')).Where(row => row[4] == "1")
            .Select(row => $"row-{int.Parse(row[0], CultureInfo.InvariantCulture):D7}.jpg")];
        Assert.InRange(flagged.Length, 100, 300);
        Assert.Equal([PictureFolder.SheetName, .. flagged], Directory.EnumerateFiles(In("strange")).Select(Path.GetFileName).Order());
    }

    /// <summary>
    /// A tree sways in the left third of the film: under the camera's mask every score is the calm film's, to the last digit, and without
    /// it the film alarms.
    /// </summary>
    [Fact]
    public async Task A_swaying_tree_under_a_mask_changes_no_score()
    {
        byte[][] calm = [.. Enumerable.Range(0, 300).Select(i => Frame(i, strange: false))];
        File.WriteAllBytes(In("calm.bin"), [.. calm.SelectMany(frame => frame)]);
        File.WriteAllBytes(In("sways.bin"), [.. calm.SelectMany((frame, i) => frame.Select((pixel, place) =>
            place % Width < 2 ? (byte)(i * 37 * (place + 1)) : pixel))]);
        await RunAsync("init", "-s", "digits", "-i", In("calm.bin"), "--frame-size", "7x6", "--pixel-format", "gray8");
        JsonNode settings = JsonNode.Parse(File.ReadAllText(_config))!;
        settings["Detector"]!["Streams"]!["digits"]!["Schema"]!["Frame"]!["Masks"] = new JsonArray(
            new JsonObject { ["Camera"] = "yard", ["Ignore"] = "0,0 0.285,0 0.285,1 0,1" });
        File.WriteAllText(_config, settings.ToJsonString());

        Assert.Contains("--camera says", (await TrainAsync("calm.bin")).Error);
        (int code, _, string error) = await TrainAsync("calm.bin", "--camera", "yard");
        Assert.True(code == 0, error);
        Assert.DoesNotContain("Masks", error);

        Assert.Equal(await ScoreAsync("calm.bin", "yard"), await ScoreAsync("sways.bin", "yard"));
        string[] unmasked = await ScoreAsync("sways.bin", "door");
        Assert.InRange(unmasked.Skip(1).Count(line => line.Split(',')[4] == "1"), 100, 300);
    }

    [Fact]
    public async Task Raw_frames_need_their_size_and_a_cut_file_is_named()
    {
        byte[] frames = [.. Enumerable.Range(0, 50).SelectMany(i => Frame(i, false))];
        File.WriteAllBytes(In("frames.bin"), frames);

        (int code, _, string error) = await RunAsync("init", "-s", "digits", "-i", In("frames.bin"));
        Assert.Equal(1, code);
        Assert.Contains("--frame-size WxH", error);

        await RunAsync("init", "-s", "digits", "-i", In("frames.bin"), "--frame-size", "7x6", "--pixel-format", "gray8");
        File.WriteAllBytes(In("frames.bin"), [.. frames, 1, 2]);
        (code, _, error) = await TrainAsync("frames.bin");
        Assert.Equal(1, code);
        Assert.Contains("frames.bin, frame 51 has 2 bytes instead of 42 (7 x 6 Gray8)", error);
    }

    [Fact]
    public async Task Too_few_labels_and_images_of_another_size_are_named()
    {
        await RunAsync("init", "-s", "digits", "-i", In("images-idx3-ubyte"));
        WriteIdx("few-idx1-ubyte", new byte[10], 10);
        WriteIdx("large-idx3-ubyte", new byte[64], 1, 8, 8);

        Assert.Contains("has 10 labels, but there is more",
            (await TrainAsync("images-idx3-ubyte", "--label", In("few-idx1-ubyte"))).Error);
        Assert.Contains("images of 8 x 8 Gray8 pixels; the stream's frames are 7 x 6 Gray8", (await TrainAsync("large-idx3-ubyte")).Error);
    }

    [Fact]
    public async Task Frames_that_are_large_are_said_to_take_long()
    {
        File.WriteAllBytes(In("frames.bin"), new byte[320 * 240]);

        (int code, string output, _) = await RunAsync("init", "-s", "door",
            "-i", In("frames.bin"), "--frame-size", "320x240", "--pixel-format", "gray8");

        Assert.Equal(0, code);
        Assert.Contains("take a CPU long to learn", output);
    }

    [Fact]
    public async Task Pictures_of_a_folder_may_be_of_several_kinds_and_are_read_as_messages_are()
    {
        Directory.CreateDirectory(In("door"));
        foreach (string name in new[] { "photo.jpg", "subsampled.jpg", "progressive.jpg", "lossy.webp" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, name), In($"door/{name}"));
        }

        File.Copy(Path.Combine(AppContext.BaseDirectory, "cmyk.jpg"), In("door/OTHER.JPEG"));
        File.WriteAllText(In("door/notes.txt"), "no picture");

        (int code, string output, string error) = await RunAsync("init", "-s", "door", "-i", In("door"));

        Assert.True(code == 0, error);
        Assert.Contains("holds 4 frames of 13 x 7 Rgb24 pixels; each is one message of format Image", output);
        Assert.Contains("1 record could not be read and was not counted", error);
        Assert.Contains("OTHER.JPEG: the message is a JPEG picture that cannot be read: its colours are CMYK", error);
    }

    [Fact]
    public async Task Pictures_larger_than_frames_may_be_are_named_before_anything_is_as_large()
    {
        byte[] photo = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "photo.jpg"));
        photo.AsSpan(photo.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 5, 4).Fill(0xFF);
        File.WriteAllBytes(In("large.jpg"), photo);

        (int code, _, string error) = await RunAsync("init", "-s", "door", "-i", In("large.jpg"));

        Assert.Equal(1, code);
        Assert.Contains("large.jpg holds pictures of 65535 x 65535 pixels; at most 16777216 pixels are decoded", error);
    }

    private static byte[] Frame(int number, bool strange)
    {
        var random = new Random(number);
        byte[] pixels = new byte[Width * Height];
        random.NextBytes(pixels);
        int place = random.Next(strange ? Width : Height);
        for (int i = 0; i < pixels.Length; i++)
        {
            bool bright = (strange ? i % Width : i / Width) == place;
            pixels[i] = (byte)((pixels[i] / 8) + (bright ? 200 : 0));
        }

        return pixels;
    }

    private void WriteIdx(string name, byte[] content, params int[] dimensions)
    {
        byte[] header = new byte[4 + (4 * dimensions.Length)];
        (header[2], header[3]) = (8, (byte)dimensions.Length);
        for (int i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        File.WriteAllBytes(In(name), [.. header, .. content]);
    }

    private Task<(int Code, string Output, string Error)> TrainAsync(string input, params string[] more) =>
        RunAsync(["train", "-s", "digits", "-i", In(input), "-r", In("models"), .. more]);

    private async Task<string[]> ScoreAsync(string input, string camera)
    {
        (int code, _, string error) = await RunAsync(
            "score", "-s", "digits", "-i", In(input), "-r", In("models"), "-o", In("scores.csv"), "--camera", camera);
        Assert.True(code == 0, error);
        return File.ReadAllLines(In("scores.csv"));
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        Cli.RunAsync([.. arguments, "-c", _config]);

    private string In(string name) => Path.Combine(_folder, name);
}
