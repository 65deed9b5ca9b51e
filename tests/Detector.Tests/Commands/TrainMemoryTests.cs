using System.Globalization;
using System.Text;

namespace Detector.Tests.Commands;

/// <summary>Rows that do not fit into memory make the same model as rows that do.</summary>
public sealed class TrainMemoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-memory-").FullName;

    public TrainMemoryTests()
    {
        var random = new Random(3);
        var text = new StringBuilder("host,load,kind,free\n");
        for (int i = 0; i < 1200; i++)
        {
            double load = random.NextDouble();
            text.Append(CultureInfo.InvariantCulture,
                $"h{i % 3},{load:F5},{(i % 7 == 0 ? "batch" : "web")},{1 - load + (0.1 * random.NextDouble()):F5}\n");
        }

        File.WriteAllText(In("rows.csv"), text.ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData]
    [InlineData("--sequence", "4", "--key", "host")]
    public async Task The_model_is_the_same_bit_for_bit(params string[] init)
    {
        (int code, _, string error) = await Cli.RunAsync(["init", "-s", "s", "-i", In("rows.csv"), "-c", In("c.json"), .. init]);
        Assert.True(code == 0, error);
        File.WriteAllText(In("c.json"), File.ReadAllText(In("c.json"))
            .Replace("\"s\": {", "\"s\": { \"Model\": { \"MaxSteps\": 40, \"Device\": \"cpu\" },"));

        string inMemory = await TrainAsync("memory");
        string inFile = await TrainAsync("file", "--memory", "0");

        foreach (string file in (string[])["weights.safetensors", "scaler.json", "calibration.safetensors", "golden.safetensors"])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(inMemory, file)), File.ReadAllBytes(Path.Combine(inFile, file)));
        }
    }

    private async Task<string> TrainAsync(string registry, params string[] options)
    {
        (int code, string output, string error) = await Cli
            .RunAsync(["train", "-s", "s", "-i", In("rows.csv"), "-c", In("c.json"), "-r", In(registry), .. options]);
        Assert.True(code == 0, error);
        return Path.Combine(In(registry), "s", output.Split('\n')[0].Trim());
    }

    private string In(string name) => Path.Combine(_folder, name);
}
