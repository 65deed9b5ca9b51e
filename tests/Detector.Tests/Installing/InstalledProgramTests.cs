using Detector.TestKit;

namespace Detector.Tests.Installing;

/// <summary>Detector as "run.sh install" leaves it, without .NET on the PATH.</summary>
public sealed class InstalledProgramTests
{
    [Fact]
    public async Task ItTrainsInAnyFolder()
    {
        string folder = Directory.CreateTempSubdirectory("detector-installed-").FullName;
        try
        {
            (int exitCode, string said) = await Script.RunAsync(
                Path.Combine(Repository.Root, "run.sh"), folder, null, "install", Path.Combine(folder, "bin"));
            Assert.True(exitCode == 0, said);

            string work = Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
            await Run("simulate", "transactions", "--output", "history.csv", "--count", "2000", "--seed", "1");
            await Run("init", "--input", "history.csv", "--stream", "cards", "--label", "is_fraud", "--ignore", "fraud_kind",
                "--bootstrap", "127.0.0.1:1", "--topic", "transactions");
            Assert.Contains("detector train", await Run("train", "--help"));
            await Run("train", "--stream", "cards", "--input", "history.csv");
            Assert.True(File.Exists(Path.Combine(work, "models", "cards", "current")));

            async Task<string> Run(params string[] arguments)
            {
                var bare = new Dictionary<string, string?>
                {
                    ["PATH"] = "/nowhere", ["DOTNET_ROOT"] = null, ["Detector__Streams__cards__Model__MaxSteps"] = "50",
                };
                (int ended, string output) = await Script.RunAsync(Path.Combine(folder, "bin", "detector"), work, bare, arguments);
                Assert.True(ended == 0, output);
                return output;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
