using System.Diagnostics;
using System.Globalization;
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
    private const string Stream = Programs.Stream;

    public static async Task<int> RunAsync(string[] options)
    {
        int times = Option(options, "--times", 50);
        var random = new Random(Option(options, "--seed", 1));
        using var broker = new InProcessBroker();
        string folder = Directory.CreateTempSubdirectory("detector-kills-").FullName;
        try
        {
            string config = Programs.WriteSettings(folder, broker.BootstrapServers);
            await Programs.EndAsync(Programs.Start("simulate", "transactions", "--bootstrap", broker.BootstrapServers, "--topic", "t",
                "--count", "4000", "--rate", "50000"));
            long start = Stopwatch.GetTimestamp();
            await Programs.EndAsync(Programs.Start("train", "--stream", Stream, "--config", config, "--from-topic"));
            TimeSpan whole = Stopwatch.GetElapsedTime(start);
            int bad = 0;
            for (int i = 0; i < times; i++)
            {
                bool isDaemon = i % 2 == 1;
                TimeSpan wait = whole * (random.NextDouble() * (isDaemon ? 2 : 1));
                string problem = await KillAsync(
                    isDaemon ? Programs.Start("run", "--config", config)
                        : Programs.Start("train", "--stream", Stream, "--config", config, "--from-topic"),
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
            await Task.Delay(wait, TimeProvider.System);
            int[] children = [.. Programs.Children(process.Id)];
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

            // One that is only just being started notices when it reads its settings, which takes a busy machine some seconds.
            for (int tries = 0; tries < 600 && children.Any(Programs.IsRunning); tries++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }

            return children.Any(Programs.IsRunning) ? "its child goes on"
                : Directory.EnumerateDirectories(Path.Combine(models, Stream), ".new-*").Any() ? "something is left" : "";
        }
    }

    private static int Option(string[] options, string name, int otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length
            ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
