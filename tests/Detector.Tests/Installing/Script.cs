using System.Diagnostics;

namespace Detector.Tests.Installing;

/// <summary>Programs as child processes, with an environment of their own.</summary>
internal static class Script
{
    /// <summary>Runs a program to its end; what it says on both streams comes back.</summary>
    /// <param name="program">A path, or a name on the PATH.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="environment">Variables beside this process's own, and null for one that it shall not have.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string directory, Dictionary<string, string?>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }
}
