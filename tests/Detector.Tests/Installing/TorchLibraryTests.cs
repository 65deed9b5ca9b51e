using System.Text.RegularExpressions;

namespace Detector.Tests.Installing;

/// <summary>The program on systems where TorchSharp's library does not load.</summary>
public sealed class TorchLibraryTests : IDisposable
{
    private const string Library = "libLibTorchSharp.so";
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-torch-").FullName;

    public TorchLibraryTests()
    {
        foreach (FileInfo file in new DirectoryInfo(AppContext.BaseDirectory).EnumerateFiles())
        {
            string copy = Path.Combine(_folder, file.Name);
            if (file.LinkTarget is { } target)
            {
                File.CreateSymbolicLink(copy, target);
            }
            else
            {
                file.CopyTo(copy);
            }
        }
    }

    [Fact]
    public async Task AnOldSystemWithoutTheWeakVersionIsToldWhereToBuild()
    {
        string libtorch = File.ResolveLinkTarget(Path.Combine(_folder, "libc10.so"), returnFinalTarget: true)!.FullName;
        string packages = libtorch[..libtorch.IndexOf("/libtorch-", StringComparison.Ordinal)];
        string list = File.ReadAllText(Path.Combine(_folder, "detector.deps.json"));
        string version = Regex.Match(list, "\"TorchSharp/(.*?)\"").Groups[1].Value;
        byte[] bytes = File.ReadAllBytes(Path.Combine(packages, "torchsharp", version, "runtimes/linux-x64/native", Library));
        bool isFitted = !bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_folder, Library)));
        Assert.SkipUnless(isFitted, "this system's libstdc++ is new enough for the original");
        File.WriteAllBytes(Path.Combine(_folder, Library), bytes);
        string said = await Train();
        Assert.Contains("GLIBCXX_3.4.32", said);
        Assert.Contains("build it on this one", said);
    }

    [Fact]
    public async Task ABrokenLibraryIsNamed()
    {
        File.WriteAllText(Path.Combine(_folder, Library), new string('x', 100)); // as long as a library's head, or it is called too short
        Assert.Contains("invalid ELF header", await Train());
    }

    [Fact]
    public async Task AMissingLibraryIsNamed()
    {
        const string Gone = "libgomp-98b21ff3.so.1"; // which no system has by that name
        File.Delete(Path.Combine(_folder, Gone));
        string said = await Train();
        Assert.Contains(Gone, said);
        Assert.Contains("install Detector again", said);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> Train()
    {
        await Run(0, "simulate", "transactions", "--output", "history.csv", "--count", "200", "--seed", "1");
        await Run(0, "init", "--input", "history.csv", "--stream", "cards", "--label", "is_fraud", "--ignore", "fraud_kind",
            "--bootstrap", "127.0.0.1:1", "--topic", "transactions", "--config", "settings.json");
        string said = await Run(1, "train", "--config", "settings.json", "--stream", "cards", "--input", "history.csv");
        Assert.Single(said.Split('\n'), line => line.StartsWith("detector: Torch cannot be used here", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", said);
        return said;
    }

    private async Task<string> Run(int exitCode, params string[] arguments)
    {
        (int ended, string said) = await Script.RunAsync("dotnet", _folder, null, [Path.Combine(_folder, "detector.dll"), .. arguments]);
        Assert.True(ended == exitCode, said);
        return said;
    }
}
