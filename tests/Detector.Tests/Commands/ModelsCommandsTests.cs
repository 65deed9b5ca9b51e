using System.Text.Json;
using Detector.TestKit;

namespace Detector.Tests.Commands;

/// <summary>The commands of the registry, on a copy of it with two versions of one model.</summary>
public sealed class ModelsCommandsTests : IClassFixture<WorkedExample>, IDisposable
{
    private readonly TemporaryFile _file = new("settings.json");
    private readonly string _first;
    private readonly string _second;

    public ModelsCommandsTests(WorkedExample example)
    {
        _first = example.Version;
        _second = $"20300101-000000-{_first[^8..]}";
        string from = Path.Combine(example.Registry, "m");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            Copy(file, Path.GetRelativePath(from, file));
        }

        foreach (string file in Directory.EnumerateFiles(Path.Combine(from, _first)))
        {
            Copy(file, Path.Combine(_second, Path.GetFileName(file)));
        }
    }

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task RollbackUndoesAPromotion()
    {
        JsonElement promoted = await JsonAsync("promote", _second, "-s", "m");
        Assert.Equal((_second, _first), (promoted.GetProperty("version").GetString(), promoted.GetProperty("instead").GetString()));

        Assert.Equal($"{_first} serves m again, instead of {_second}\n", await OutputAsync("rollback", "-s", "m", "--why", "noisy"));

        JsonElement[] moves = [.. (await JsonAsync("history", "-s", "m")).EnumerateArray()];
        Assert.Equal(("current", _first, "noisy"),
            (Text(moves[^1], "pointer"), Text(moves[^1], "to"), Text(moves[^1], "why")));
    }

    [Fact]
    public async Task APinIsShownAndKeptUntilAPromotionByHand()
    {
        Assert.StartsWith($"{_first} is pinned", await OutputAsync("pin", "-s", "m"));
        Assert.Contains($"{_first} (serves, pinned)", await OutputAsync("show", "-s", "m"));
        Assert.Contains("serves, pinned", await OutputAsync("list"));
        (int code, _, string error) = await RunAsync("pin", "-s", "m", _second);
        Assert.Equal(1, code);
        Assert.Contains($"only what serves can be, which {_first} does", error);

        await OutputAsync("promote", "-s", "m", _second);
        Assert.DoesNotContain("pinned", await OutputAsync("list"));
        Assert.Equal(_second, (await JsonAsync("pin", "-s", "m")).GetProperty("pinned").GetString());
        Assert.Equal("No model of m is pinned\n", await OutputAsync("pin", "-s", "m", "--off"));
    }

    [Fact]
    public async Task PruneShowsFirstAndRemovesWhenTold()
    {
        await OutputAsync("promote", "-s", "m", _second);
        Copy(
            Path.Combine(_file.Beside("models"), "m", _first, "manifest.json"),
            Path.Combine($"20200101-000000-{_first[^8..]}", "manifest.json"));
        (int code, string shown, string error) = await RunAsync("prune", "-s", "m", "--keep", "1");
        Assert.Equal(0, code);
        Assert.Contains("goes\n", shown);
        Assert.Contains("Would go: 1 model of 3, ", error);
        Assert.Contains("Nothing is removed without --yes.", error);
        Assert.Equal(3, (await JsonAsync("list")).GetArrayLength());

        JsonElement pruned = await JsonAsync("prune", "-s", "m", "--keep", "1", "--yes");

        Assert.Equal([false, true, true], pruned.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("kept").GetBoolean()));
        Assert.Equal([_first, _second], (await JsonAsync("list")).EnumerateArray().Select(v => v.GetProperty("version").GetString()));
    }

    [Fact]
    public async Task ADifferenceIsToldOfWhatDiffers()
    {
        Assert.Contains("No difference but in weights", await OutputAsync("diff", "-s", "m", _first, _second));
        Assert.Empty((await JsonAsync("diff", "-s", "m", _second)).GetProperty("differences").EnumerateArray());
        (int code, _, string error) = await RunAsync("diff", "-s", "m", "20200101-000000-00000000");
        Assert.Equal(1, code);
        Assert.Contains("has no version 20200101-000000-00000000", error);
    }

    [Fact]
    public async Task WhatIsShownIsThereAsJsonToo()
    {
        JsonElement shown = await JsonAsync("show", "-s", "m");
        Assert.Equal((_first, "current"),
            (shown.GetProperty("version").GetString(), Assert.Single(shown.GetProperty("pointers").EnumerateArray()).GetString()));
        Assert.Equal("dense", shown.GetProperty("manifest").GetProperty("family").GetString());
        Assert.Equal([_first, _second], (await JsonAsync("list", "-s", "m")).EnumerateArray().Select(v => Text(v, "version")));
        (int code, string json, string error) =
            await Cli.RunAsync("threshold", "show", "-s", "m", "-r", _file.Beside("models"), "--json");
        Assert.True(code == 0, error);
        JsonElement threshold = JsonDocument.Parse(json).RootElement;
        Assert.Equal(shown.GetProperty("threshold").GetProperty("value").GetDouble(),
            threshold.GetProperty("threshold").GetProperty("value").GetDouble());
        Assert.Equal(7, threshold.GetProperty("others").GetArrayLength());
    }

    // Whatever a command does, it refuses what is damaged and says which file it is.
    [Theory]
    [InlineData("weights.safetensors", "promote", "VERSION")]
    [InlineData("weights.safetensors", "show", "--version", "VERSION")]
    [InlineData("scaler.json", "diff", "VERSION")]
    [InlineData("threshold.json", "promote", "VERSION")]
    public async Task ADamagedModelIsRefused(string file, string command, params string[] rest)
    {
        string path = Path.Combine(_file.Beside("models"), "m", _second, file);
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[^2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        (int code, _, string error) = await RunAsync([command, "-s", "m", .. rest.Select(word => word == "VERSION" ? _second : word)]);

        Assert.Equal(1, code);
        Assert.Contains(file, error);
        Assert.Equal(_first, (await JsonAsync("show", "-s", "m")).GetProperty("version").GetString());
    }

    [Fact]
    public async Task AModelOfALaterFormatIsRefusedAndListedAsWhatItIs()
    {
        string path = Path.Combine(_file.Beside("models"), "m", _second, "manifest.json");
        string manifest = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        string later = manifest.Replace("\"format\": 2", "\"format\": 3", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, later, TestContext.Current.CancellationToken);

        (int code, _, string error) = await RunAsync("promote", "-s", "m", _second);

        Assert.Equal(1, code);
        Assert.Contains("manifest.json", error);
        Assert.NotNull((await JsonAsync("list")).EnumerateArray().Last().GetProperty("error").GetString());
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private void Copy(string file, string relative)
    {
        string target = Path.Combine(_file.Beside("models"), "m", relative);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        Cli.RunAsync(["models", .. arguments, "-r", _file.Beside("models")]);

    private async Task<string> OutputAsync(params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(arguments);
        Assert.True(code == 0, error);
        return output;
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments) =>
        JsonDocument.Parse(await OutputAsync([.. arguments, "--json"])).RootElement;
}
