using System.Diagnostics;

namespace Compat.Tests.PrometheusNet;

/// <summary>Programs of Debian's package prometheus.</summary>
internal static class Tool
{
    /// <summary>Where a program is on the PATH; where it is not, the test is skipped.</summary>
    public static string Find(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{name} is not installed (apt: prometheus)");
        return path!;
    }

    /// <summary>Runs a program to its end, with a text as its input.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string path, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
