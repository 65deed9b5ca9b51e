using System.Diagnostics;
using Detector.Retraining.Comparison;
using Detector.Retraining.Runs;
using Detector.Streams.Settings;

namespace Detector.Retraining.Tests.Runs;

/// <summary>What a training's process may do, with a shell in its place.</summary>
public sealed class TrainerProcessTests
{
    private readonly List<TrainerLine> _lines = [];

    [Fact]
    public async Task WhatItTellsIsHeardAndItIsToldItsSettings()
    {
        TrainerEnd end = await RunAsync("""
            read settings
            echo '{"kind":"training","fraction":0.5,"heldOutLoss":0.25,"unknown":[1]}'
            echo 'not json'
            echo "{\"kind\":\"result\",\"version\":\"$settings\",\"outcome\":\"rejected\"}"
            """);

        Assert.Null(end.Error);
        Assert.Equal(("settings of s", Outcome.Rejected), (end.Result!.Version, end.Result.Outcome));
        Assert.Equal((0.5, 0.25), (_lines[0].Fraction!.Value, _lines[0].HeldOutLoss!.Value));
    }

    [Theory]
    [InlineData("kill -ABRT $$", "ended by signal 6")]
    [InlineData("kill -KILL $$", "ended by signal 9")]
    [InlineData("kill -SEGV $$", "ended by signal 11")]
    [InlineData("echo terminate called >&2; kill -ABRT $$", "ended by signal 6: terminate called")]
    [InlineData("echo 'detector: there are 3 usable rows' >&2; exit 1", "there are 3 usable rows")]
    [InlineData("exit 3", "ended with 3 and said nothing")]
    [InlineData("exit 0", "ended with 0 and said nothing")]
    [InlineData("exec 0<&-; exit 5", "ended with 5")]
    public async Task HoweverItEndsItIsSaid(string script, string said)
    {
        TrainerEnd end = await RunAsync(script);
        Assert.Null(end.Result);
        Assert.Contains(said, end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFloodIsReadToItsEnd()
    {
        TrainerEnd end = await RunAsync("""
            i=0; while [ $i -lt 20000 ]; do echo noise; echo noise >&2; i=$((i+1)); done
            echo '{"kind":"result","version":"v","outcome":"promoted"}'
            """);
        Assert.Equal("v", end.Result!.Version);
    }

    [Fact]
    public async Task ItIsKilledWhereItIsToldToEnd()
    {
        using var stop = new CancellationTokenSource();
        Task<TrainerEnd> running = RunAsync(
            "echo \"{\\\"kind\\\":\\\"pid\\\",\\\"version\\\":\\\"$$\\\"}\"; trap '' TERM; exec sleep 1000",
            line => stop.Cancel(), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        int pid = int.Parse(Assert.Single(_lines).Version!, null);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid));
    }

    [Fact]
    public async Task ItsInputEndsWithWhoStartedIt()
    {
        // The input stays open as long as it runs: a script that waits for its end waits for ever, and is killed.
        using var stop = new CancellationTokenSource();
        Task<TrainerEnd> running = RunAsync("read a; echo '{\"kind\":\"reading\"}'; cat; echo '{\"kind\":\"result\"}'",
            _ => stop.CancelAfter(TimeSpan.FromMilliseconds(50)), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([TrainerLine.Reading], _lines.Select(line => line.Kind));
    }

    private Task<TrainerEnd> RunAsync(string script, Action<TrainerLine>? told = null, CancellationToken cancellation = default) =>
        new TrainerProcess(new TrainerProgram("/bin/sh", ["-c", script], (stream, _) => $"settings of {stream}")).RunAsync(
            "s", new StreamSettings(), new("asked for"),
            line =>
            {
                _lines.Add(line);
                told?.Invoke(line);
            },
            cancellation);
}
