using System.Text.RegularExpressions;

namespace Detector.SystemTests;

/// <summary>The first thing that a newcomer runs, with its output in a file instead of a terminal.</summary>
public sealed partial class DemoTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task TheDemoCatchesFraudsAndLeavesAModelBehind()
    {
        string directory = Directory.CreateTempSubdirectory("detector-demo-").FullName;
        try
        {
            using DetectorProcess demo = DetectorProcess.Start(directory, "demo", "--rate", "1000");
            await Eventually.TrueAsync(() => Task.FromResult(CaughtAlready().IsMatch(demo.Output)),
                Patience, () => $"no fraud was caught:\n{demo.Output}");
            Assert.Contains("detector_alerts_total", await PageOf(demo.Output, "metrics"));
            demo.Terminate();

            Assert.Equal(0, await demo.WaitForExitAsync());
            Match closing = Closing().Match(demo.Output);
            Assert.True(closing.Success, demo.Output);
            (int caught, int injected) = (int.Parse(closing.Groups[1].Value), int.Parse(closing.Groups[2].Value));
            Assert.InRange(caught, 5, injected);
            Assert.InRange(double.Parse(closing.Groups[3].Value), 0, 1); // per cent; 0.5 is asked for
            Assert.DoesNotContain('\e', demo.Output);
            Assert.DoesNotContain('\r', demo.Output);
            Assert.Equal(["models"], Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName));
            string current = await File.ReadAllTextAsync(Path.Combine(directory, "models", "transactions", "current"));
            Assert.True(File.Exists(Path.Combine(directory, "models", "transactions", current.Trim(), "report.html")));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Task<string> PageOf(string output, string name) =>
        Http.Client.GetStringAsync(Regex.Match(output, $@"^  {name} +(http\S+)", RegexOptions.Multiline).Groups[1].Value);

    [GeneratedRegex("caught ([5-9]|[0-9]{2,}) of")]
    private static partial Regex CaughtAlready();

    [GeneratedRegex("([0-9]+) of ([0-9]+) injected frauds caught .*\\s+[0-9]+ false alarms?, ([0-9.e-]+) % of the honest ones")]
    private static partial Regex Closing();
}
