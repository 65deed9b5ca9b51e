namespace Detector.SystemTests;

/// <summary>The program's answers to what is wrong: one clear error, and an exit code that says so.</summary>
public sealed class ProgramTests(TrainedStream stream)
{
    [Fact]
    public async Task WrongSettingsEndTheRunWithEveryErrorAtOnce()
    {
        string file = stream.SettingsFor("127.0.0.1:1", $"wrong-{Guid.NewGuid():N}", s =>
        {
            s["Source"]!["Bootstrap"] = "";
            s["Schema"]!["Fields"]![1]!["Kind"] = "Nmeric";
            s["Colour"] = "red";
        });
        (int exitCode, string output) = await DetectorProcess.RunAsync(stream.Directory, "run", "--config", file);
        Assert.Equal(1, exitCode);
        Assert.Contains("Detector:Streams:cards:Source:Bootstrap", output);
        Assert.Contains("Detector:Streams:cards:Schema:Fields:1:Kind", output);
        Assert.Contains("Detector:Streams:cards:Colour", output);
        Assert.DoesNotContain("   at Detector.", output);
    }

    [Fact]
    public async Task ADamagedModelIsRefusedAtStart()
    {
        string registry = stream.CopyOfModels();
        await TrainedStream.DamageAsync(Path.Combine(stream.Directory, registry));

        (int exitCode, string output) = await DetectorProcess.RunAsync(stream.Directory,
            "run", "--config", "settings.json", "--registry", registry);
        Assert.Equal(1, exitCode);
        Assert.Contains("weights.safetensors", output);
        Assert.DoesNotContain("   at Detector.", output);
    }
}
