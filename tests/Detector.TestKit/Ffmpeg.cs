using System.Diagnostics;
using Xunit;

namespace Detector.TestKit;

/// <summary>Makes videos and pictures with ffmpeg; tests that need one skip where it is missing.</summary>
public static class Ffmpeg
{
    /// <summary>Runs ffmpeg to its end.</summary>
    public static void RunOrSkip(params string[] arguments)
    {
        SkipWhereMissing();
        using Process process = Process.Start(new ProcessStartInfo("ffmpeg", ["-y", "-nostdin", "-loglevel", "error", .. arguments])
        {
            RedirectStandardError = true,
        })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }

    public static void SkipWhereMissing() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "ffmpeg"))),
        "ffmpeg is missing (Debian: apt-get install ffmpeg)");
}
