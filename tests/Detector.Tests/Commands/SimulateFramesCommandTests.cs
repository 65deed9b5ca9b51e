using Detector.TestKit;

namespace Detector.Tests.Commands;

public class SimulateFramesCommandTests
{
    [Fact]
    public async Task A_folder_is_a_film_that_init_knows_with_its_labels()
    {
        using var config = new TemporaryFile("c.json");
        string film = config.Beside("film");

        (int code, _, string error) = await Cli.RunAsync(
            "simulate", "frames", "-o", film, "-n", "150", "--frame-size", "80x60", "--anomaly-rate", "0.5", "--scene", "yard");

        Assert.True(code == 0, error);
        string[] kinds = [.. File.ReadLines(Path.Combine(film, "labels.csv")).Skip(1).Select(line => line.Split(',')[2])];
        Assert.Equal(150, kinds.Length);
        Assert.Contains($"150 frames in {film}; strange are ", error);
        Assert.All(
            kinds.CountBy(kind => kind).Where(kind => kind.Key != "none"), kind => Assert.Contains($"{kind.Key} {kind.Value}", error));
        Assert.Equal(kinds, File.ReadLines(Path.Combine(film, "labels.kinds.txt")));

        (code, string output, error) = await Cli.RunAsync("init", "-s", "yard", "-i", film, "-c", config.Path);
        Assert.True(code == 0, error);
        Assert.Contains("holds 150 frames of 64 x 48 Gray8 pixels", output);

        (code, _, error) = await Cli.RunAsync("simulate", "frames", "-o", film, "-n", "1");
        Assert.Equal(1, code);
        Assert.Contains("holds pictures already", error);
    }

    [Fact]
    public async Task Without_anomalies_it_says_so_and_raw_frames_lie_behind_one_another()
    {
        using var file = new TemporaryFile("film.bin");

        (int code, _, string error) = await Cli.RunAsync(
            "simulate", "frames", "-o", file.Path, "-n", "20", "--frame-size", "32x24", "--anomaly-rate", "0");

        Assert.True(code == 0, error);
        Assert.Contains("; nothing is strange in any", error);
        Assert.Equal(20 * 32 * 24, new FileInfo(file.Path).Length);
        Assert.Equal(21, File.ReadLines(file.Beside("film.labels.csv")).Count());
    }

    [Theory]
    [InlineData("", "say where to: either --output DIR, or --topic TOPIC and --camera NAME")]
    [InlineData("-o x --topic t --camera c", "say where to: either --output DIR")]
    [InlineData("--topic t", "--camera needs a name")]
    [InlineData("-o x --labels l.csv", "--labels is for a topic")]
    [InlineData("-o x --camera c", "--camera is for a topic, and --output is none")]
    [InlineData("-o x --bootstrap h:1", "--bootstrap is for a topic")]
    [InlineData("-o x --speed 1", "--speed is for a topic")]
    [InlineData("-o x --frame-size 8x8", "--frame-size is 8x8; a side has 16 to 2048 pixels")]
    [InlineData("-o x --anomaly-rate 0.6", "--anomaly-rate must be between 0 and 0.5")]
    [InlineData("-o x --fps 0.5", "--fps must be between 1 and 60")]
    [InlineData("-o x --count 0", "--count must be at least 1")]
    [InlineData("-o x --scene moon", "--scene")]
    [InlineData("--topic t --camera c --speed -1", "--speed must be 0")]
    public async Task What_cannot_be_filmed_is_refused(string options, string message)
    {
        (int code, _, string error) = await Cli.RunAsync(
            ["simulate", "frames", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(2, code);
        Assert.Contains(message, error);
        Assert.False(Directory.Exists("x"));
    }
}
