using System.Diagnostics;

namespace Detector.Dashboard.Tests;

/// <summary>A real browser without a window.</summary>
internal static class Browser
{
    /// <summary>The page's markup after its script has run for some virtual seconds; skips the test where there is no browser.</summary>
    public static async Task<string> RenderAsync(string url)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "chromium"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "chromium is not installed (apt: chromium)");
        var profile = Directory.CreateTempSubdirectory("chromium-");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                path!,
                ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={profile.FullName}",
                    "--virtual-time-budget=5000", "--dump-dom", url])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromMinutes(3));
            try
            {
                var errors = process.StandardError.ReadToEndAsync(limit.Token);
                var markup = await process.StandardOutput.ReadToEndAsync(limit.Token);
                await errors;
                await process.WaitForExitAsync(limit.Token);
                return markup;
            }
            finally
            {
                process.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            try
            {
                profile.Delete(recursive: true);
            }
            catch (IOException)
            {
                // A helper process of the browser may outlive it for a moment and still write there.
            }
        }
    }
}
