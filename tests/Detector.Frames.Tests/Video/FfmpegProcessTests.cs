using Detector.Frames.Video;

namespace Detector.Frames.Tests.Video;

/// <summary>With a shell in ffmpeg's place.</summary>
public class FfmpegProcessTests
{
    [Fact]
    public void AProgramThatIsMissingIsNamedWithHowToInstallIt() => Assert.Contains(
        "no-such-ffmpeg is missing, which reads videos and cameras: install it (Debian, Ubuntu: apt-get install ffmpeg",
        Assert.Throws<VideoException>(() => new FfmpegProcess("no-such-ffmpeg")).Message);

    [Theory]
    [InlineData("echo first >&2; echo 'moov atom not found' >&2; exit 1", "film.mp4 cannot be read by sh: moov atom not found")]
    [InlineData("exit 3", "film.mp4 cannot be read by sh: it ended with 3 and said nothing")]
    [InlineData("echo 'bad block' >&2; kill -9 $$", "film.mp4: sh was ended by signal 9; it said last: bad block")]
    [InlineData("kill -9 $$", "film.mp4: sh was ended by signal 9")]
    public void WhoFailsOrIsKilledIsToldWithTheLastWords(string script, string message)
    {
        using var process = new FfmpegProcess("sh", "-c", script);

        Assert.Equal(message, Assert.Throws<VideoException>(() => process.CheckEnd("film.mp4")).Message);
    }

    [Fact]
    public void WhatItWritesIsReadToItsEnd()
    {
        using var process = new FfmpegProcess("sh", "-c", "printf abc; echo careful >&2");

        Assert.Equal("abc", new StreamReader(process.Output).ReadToEnd());
        process.CheckEnd("film.mp4");
        Assert.Equal(("careful", 1), (process.LastError, process.ErrorCount));
    }

    [Fact]
    public void OneThatHangsIsEnded()
    {
        using var process = new FfmpegProcess("sh", "-c", "exec sleep 1000");

        process.Kill();

        Assert.Equal("", new StreamReader(process.Output).ReadToEnd());
        Assert.Contains("was ended by signal 9", Assert.Throws<VideoException>(() => process.CheckEnd("film.mp4")).Message);
    }
}
