using Detector.Core.Drift;
using Detector.Demo;
using Detector.Streams.Status;

namespace Detector.Tests.Demo;

public class RetrainingStoryTests
{
    private const string Why = "drift: amount is high; the usual score rose";
    private readonly RetrainingStory _story = new();

    [Fact]
    public void AChangeIsToldFromItsDriftToTheEndOfTheWatchOnceEach()
    {
        var drift = new DriftStatus { Level = DriftLevel.Drifted, Reason = "amount is high" };
        RetrainingEnd end = new(default, "promoted", "v2", Why + "; of 1000 later events alerts 0.3 % (v1: 4 %)");
        Assert.Empty(_story.Tell(new(), null));
        Assert.Empty(_story.Tell(new(), drift with { Level = DriftLevel.Moving }));
        Assert.Equal(
            ["── The stream has drifted; when a simulated day of it has come, a new model is trained:", "     amount is high"],
            Twice(new(), drift));
        Assert.Equal(
            ["── A new model is trained in a process beside the stream:", "     amount is high", "     the usual score rose"],
            Twice(new() { Stage = "starting", Trigger = Why }, drift));
        Assert.Equal(
            ["── v2 is promoted:", "     of 1000 later events alerts 0.3 % (v1: 4 %)"], Twice(new() { Last = end }, drift));
        Assert.Empty(_story.Tell(new() { Last = end, Watched = "v2" }, null));
        Assert.Equal(["── v2 was watched after its promotion, and goes on serving"], Twice(new() { Last = end }, null));
    }

    [Fact]
    public void OneThatIsTakenBackAndOneThatFailsAreToldWithTheReason()
    {
        _story.Tell(new() { Watched = "v2" }, null);
        RetrainingEnd back = new(default, "rolledback", "v2", "it has alerted 9 % of 500 events");
        Assert.Equal(
            ["── v2 is taken back, and the model before it serves again:", "     it has alerted 9 % of 500 events"],
            Twice(new() { Last = back }, null));
        RetrainingEnd failed = new(default, "failed", null, "no memory");
        Assert.Equal(
            ["── The training has failed, and the last model goes on serving:", "     no memory"], Twice(new() { Last = failed }, null));
    }

    // What was told is not told again.
    private IReadOnlyList<string> Twice(RetrainingStatus now, DriftStatus? drift)
    {
        IReadOnlyList<string> lines = _story.Tell(now, drift);
        Assert.Empty(_story.Tell(now, drift));
        return lines;
    }
}
