using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Detector.TestKit;

namespace Detector.Benchmarks.Retraining;

/// <summary>The program as child processes that train models of a small stream.</summary>
internal static class Programs
{
    public const string Stream = "transactions";
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "detector.dll");

    /// <summary>Ids of the processes that a process has started.</summary>
    public static IEnumerable<int> Children(int process) => Directory.Exists($"/proc/{process}/task")
        ? Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(task => File.Exists($"{task}/children") ? File.ReadAllText($"{task}/children").Split(
                ' ', StringSplitOptions.RemoveEmptyEntries) : [])
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Distinct()
        : [];

    /// <summary>Whether there is such a process.</summary>
    public static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");

    /// <summary>Starts the program; nobody reads what it says.</summary>
    public static Process Start(params string[] arguments)
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

    /// <summary>Waits for one that has to work.</summary>
    public static async Task EndAsync(Process process)
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

    /// <summary>Settings of a stream that trains all the time.</summary>
    public static string WriteSettings(string folder, string bootstrap)
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
}
