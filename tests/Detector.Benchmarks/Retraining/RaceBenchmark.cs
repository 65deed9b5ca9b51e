using System.Diagnostics;
using System.Globalization;
using Detector.Kafka;
using Detector.Models.Bundles;

namespace Detector.Benchmarks.Retraining;

/// <summary>
/// Two daemons of one group that train all the time and share a registry, one of which is stopped and started now and then: never do two
/// train at once. And a training whose disk is full: it says so, and all is as it was.
/// </summary>
internal static class RaceBenchmark
{
    public const string Usage = "races [--seconds N]";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(string[] options)
    {
        int seconds = Array.IndexOf(options, "--seconds") is >= 0 and var at
            ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : 120;
        using var broker = new InProcessBroker();
        string folder = Directory.CreateTempSubdirectory("detector-races-").FullName;
        try
        {
            string config = Programs.WriteSettings(folder, broker.BootstrapServers);
            await Programs.EndAsync(Programs.Start("simulate", "transactions", "--bootstrap", broker.BootstrapServers, "--topic", "t",
                "--count", "4000", "--rate", "50000"));
            await Programs.EndAsync(Programs.Start("train", "--stream", Programs.Stream, "--config", config, "--from-topic"));
            var registry = new ModelRegistry(Path.Combine(folder, "models"), TimeProvider.System);
            bool isSound = await RaceAsync(registry, config, TimeSpan.FromSeconds(seconds));
            return isSound & FillDisk(registry, config, Path.Combine(folder, "models")) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> RaceAsync(ModelRegistry registry, string config, TimeSpan length)
    {
        Process[] daemons = [Programs.Start("run", "--config", config), Programs.Start("run", "--config", config)];
        var clock = Stopwatch.StartNew();
        int most = 0;
        int restarts = 0;
        int versions = registry.List(Programs.Stream).Count;
        try
        {
            while (clock.Elapsed < length)
            {
                await Task.Delay(Look, TimeProvider.System);
                most = Math.Max(most, daemons.Sum(daemon => Programs.Children(daemon.Id).Count(IsTrainer)));
                if (clock.Elapsed > (restarts + 1) * (length / 4))
                {
                    // The partition that leads moves to the other one.
                    daemons[restarts % 2].Kill();
                    await daemons[restarts % 2].WaitForExitAsync();
                    daemons[restarts % 2] = Programs.Start("run", "--config", config);
                    restarts++;
                }
            }
        }
        finally
        {
            Array.ForEach(daemons, daemon => daemon.Kill());
        }

        int trained = registry.List(Programs.Stream).Count - versions;
        registry.Load(Programs.Stream);
        Console.WriteLine($"two daemons, {length.TotalSeconds:0} s, {restarts} kills: {trained} models, at most {most} trainings at once");
        return most == 1 && trained > 0;
    }

    // A child that has only just been started is the daemon's image still.
    private static bool IsTrainer(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains("--supervised", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool FillDisk(ModelRegistry registry, string config, string models)
    {
        string? serves = registry.Read(Programs.Stream, RegistryPointer.Current);
        int versions = registry.List(Programs.Stream).Count;
        var start = new ProcessStartInfo("bash",
        [
            "-c", "ulimit -f 8; exec dotnet \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, "detector.dll"),
            "train", "--stream", Programs.Stream, "--config", config, "--from-topic",
        ])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // which would have files of its own,
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // as compiled code has, larger than that
        using Process training = Process.Start(start)!;
        _ = training.StandardOutput.ReadToEndAsync();
        string said = training.StandardError.ReadToEnd().Split('\n').LastOrDefault(line => line.StartsWith("detector: ",
            StringComparison.Ordinal)) ?? "nothing";
        training.WaitForExit();
        bool isAsItWas = serves == registry.Read(Programs.Stream, RegistryPointer.Current)
            && versions == registry.List(Programs.Stream).Count
            && !Directory.EnumerateDirectories(Path.Combine(models, Programs.Stream), ".new-*").Any();
        Console.WriteLine(
            $"full disk: exit code {training.ExitCode}, {(isAsItWas ? "all as it was" : "something is left")}; it says: {said}");
        return isAsItWas && training.ExitCode == 1;
    }
}
