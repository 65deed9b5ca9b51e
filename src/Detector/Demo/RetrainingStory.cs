using Detector.Core.Drift;
using Detector.Retraining.Daemon;
using Detector.Streams.Status;

namespace Detector.Demo;

/// <summary>Tells in a few lines what the daemon does about a world that changes.</summary>
internal sealed class RetrainingStory
{
    private const string Clause = "; ";
    private const string Drift = "drift: ";

    private RetrainingStatus _before = new();
    private string _why = "";
    private bool _hasDrifted;

    /// <summary>What is new since the last time: a line each, those that go with one before it indented.</summary>
    /// <param name="now">How the stream's retraining is.</param>
    /// <param name="drift">How far the stream has drifted; null where nothing is known.</param>
    public IReadOnlyList<string> Tell(RetrainingStatus now, DriftStatus? drift)
    {
        (RetrainingStatus before, bool hadDrifted) = (_before, _hasDrifted);
        (_before, _hasDrifted) = (now, drift is { Level: DriftLevel.Drifted });
        var lines = new List<string>();
        if (_hasDrifted && !hadDrifted)
        {
            Add("The stream has drifted; when a simulated day of it has come, a new model is trained", drift!.Reason);
        }

        if (now.Stage is not null && before.Stage is null)
        {
            _why = now.Trigger ?? "";
            Add("A new model is trained in a process beside the stream", Behind(Drift, _why));
        }

        if (now.Last is { } last && last != before.Last)
        {
            Add(Ended(last), Behind(_why + Clause, last.Reason));
        }
        else if (before.Watched is { } watched && now.Watched is null)
        {
            Add($"{watched} was watched after its promotion, and goes on serving", null);
        }

        return lines;

        void Add(string what, string? why)
        {
            lines.Add($"── {what}{(why is null ? "" : ":")}");
            lines.AddRange((why?.Split(Clause) ?? []).Select(clause => "     " + clause));
        }
    }

    private static string Ended(RetrainingEnd end) => end.Outcome switch
    {
        RetrainingOutcome.Failed => "The training has failed, and the last model goes on serving",
        RetrainingOutcome.Cancelled => "The training was cancelled",
        RetrainingOutcome.RolledBack => $"{end.Version} is taken back, and the model before it serves again",
        _ => $"{end.Version} is {end.Outcome}",
    };

    private static string Behind(string start, string text) =>
        text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : text;
}
