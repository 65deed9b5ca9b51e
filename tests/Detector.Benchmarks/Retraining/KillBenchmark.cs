using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Detector.Kafka;
using Detector.Models.Bundles;
using Detector.TestKit;

namespace Detector.Benchmarks.Retraining;

/// <summary>
/// SIGKILL of the trainer and of the daemon in turn, at random moments: a good model must serve after each, and nothing be left behind.
/// </summary>
internal static class KillBenchmark
{
    public const string Usage = "kills [--times N] [--seed N]";
    private const string Stream = "transactions";
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "detector.dll");

    public static async Task<int> RunAsync(string[] options)
    {
        int times = Option(options, "--times", 50);
        var random = new Random(Option(options, "--seed", 1));
        using var broker = new InProcessBroker();
        string folder = Directory.CreateTempSubdirectory("detector-kills-").FullName;
        try
        {
            string config = WriteSettings(folder, broker.BootstrapServers);
            await EndAsync(Start("simulate", "transactions", "--bootstrap", broker.BootstrapServers, "--topic", "t",
                "--count", "4000", "--rate", "50000"));
            long start = Stopwatch.GetTimestamp();
            await EndAsync(Start("train", "--stream", Stream, "--config", config, "--from-topic"));
            TimeSpan whole = Stopwatch.GetElapsedTime(start);
            int bad = 0;
            for (int i = 0; i < times; i++)
            {
                bool isDaemon = i % 2 == 1;
                TimeSpan wait = whole * (random.NextDouble() * (isDaemon ? 2 : 1));
                string problem = await KillAsync(
                    isDaemon ? Start("run", "--config", config) : Start("train", "--stream", Stream, "--config", config, "--from-topic"),
                    wait, Path.Combine(folder, "models"));
                bad += problem.Length > 0 ? 1 : 0;
                Console.WriteLine($"{i + 1,3}  {(isDaemon ? "daemon " : "trainer")} after {wait.TotalSeconds:0.0} s  "
                    + (problem.Length > 0 ? problem : "good"));
            }

            Console.WriteLine($"{times} kills, {bad} of them with a problem; versions left: "
                + $"{new ModelRegistry(Path.Combine(folder, "models"), TimeProvider.System).List(Stream).Count}");
            return bad == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> KillAsync(Process process, TimeSpan wait, string models)
    {
        using (process)
        {
            await Task.Delay(wait);
            int[] children = [.. Children(process.Id)];
            process.Kill();
            await process.WaitForExitAsync();
            var registry = new ModelRegistry(models, TimeProvider.System);
            try
            {
                registry.Load(Stream);
                registry.CheckWritable(Stream);
            }
            catch (Exception e)
            {
                return e.Message;
            }

            for (int tries = 0; tries < 100 && children.Any(IsRunning); tries++)
            {
                await Task.Delay(50);
            }

            return children.Any(IsRunning) ? "its child goes on"
                : Directory.EnumerateDirectories(Path.Combine(models, Stream), ".new-*").Any() ? "something is left" : "";
        }
    }

    private static IEnumerable<int> Children(int process) => Directory.Exists($"/proc/{process}/task")
        ? Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(task => File.Exists($"{task}/children") ? File.ReadAllText($"{task}/children").Split(
                ' ', StringSplitOptions.RemoveEmptyEntries) : [])
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Distinct()
        : [];

    private static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["Detector__Http__Port"] = "0";
        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task EndAsync(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"a preparation ended with {process.ExitCode}");
            }
        }
    }

    private static string WriteSettings(string folder, string bootstrap)
    {
        JsonNode settings = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "appsettings.json")))!;
        settings["Detector"]!["Registry"] = Path.Combine(folder, "models");
        JsonNode stream = settings["Detector"]!["Streams"]![Stream]!;
        stream["Source"]!["Bootstrap"] = bootstrap;
        stream["Source"]!["Topics"] = new JsonArray("t");
        stream["Source"]!["SessionTimeout"] = "6s";
        stream["Model"] = new JsonObject { ["MaxSteps"] = 200, ["Device"] = "cpu" };
        stream["Threshold"] = new JsonObject { ["CrossFit"] = false };
        stream["Retraining"] = new JsonObject { ["Every"] = "1s", ["Pause"] = "1s", ["Promote"] = "Always" };
        string file = Path.Combine(folder, "settings.json");
        File.WriteAllText(file, settings.ToJsonString());
        return file;
    }

    private static int Option(string[] options, string name, int otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length
            ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
