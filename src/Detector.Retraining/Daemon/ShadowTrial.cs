using System.Globalization;
using Detector.Models.Bundles;
using Detector.Retraining.Comparison;
using Detector.Retraining.Runs;
using Detector.Streams.Settings;
using Detector.Streams.Shadow;
using Detector.Streams.Status;

namespace Detector.Retraining.Daemon;

/// <summary>
/// Lets a challenger that is not worse on old events score the live ones beside the champion for a while, and then lets it serve, unless
/// it would have alerted too much or nothing at all. Which one does, the registry says: a restart begins its time anew.
/// </summary>
internal sealed class ShadowTrial(string stream, StreamSettings settings, ModelRegistry registry, ShadowLane lane)
{
    // Fewer events tell nothing: it goes on until there are so many.
    private const long FewestEvents = 300;

    private string? _version;
    private Verdict? _verdict;
    private string? _champion;
    private string? _passedOver;
    private double _rate;
    private DateTimeOffset _until;

    /// <summary>How it is; null where no challenger is on trial.</summary>
    public ShadowStatus? Status => _version is { } version && lane.Counts is { } counts
        ? new(version, _until, counts.Scored, counts.Skipped, counts.Alerts, counts.ServingAlerts)
        : null;

    /// <summary>Looks whether a challenger is to begin, and whether its time is over.</summary>
    /// <returns>What became of one; null where nothing did.</returns>
    /// <exception cref="Models.Storage.BundleException">The registry cannot be read or written.</exception>
    public RetrainingEnd? Look(DateTimeOffset now)
    {
        if (settings.Retraining.Shadow == TimeSpan.Zero)
        {
            return null;
        }

        string? challenger = registry.Read(stream, RegistryPointer.Challenger);
        string? champion = registry.Read(stream, RegistryPointer.Current);
        if (_version is not null && (challenger != _version || champion != _champion))
        {
            End(); // somebody else has decided
        }

        if (_version is null)
        {
            Begin(challenger, champion, now);
            return null;
        }

        return lane.Problem is { } problem ? Decide(now, $"it cannot score the stream: {problem}")
            : now >= _until && lane.Counts is { Scored: >= FewestEvents } counts ? Decide(now, Against(counts))
            : null;
    }

    /// <summary>Takes the challenger off the stream.</summary>
    public void End()
    {
        _version = null;
        lane.End();
    }

    private void Begin(string? challenger, string? champion, DateTimeOffset now)
    {
        if (challenger is null || challenger == _passedOver)
        {
            return;
        }

        if (champion is not null && registry.ReadAnnotation(stream, challenger, Verdict.File) is { } file
            && TrainerJson.ReadFile<Verdict>(file) is { Outcome: Outcome.Shadowed } verdict)
        {
            Bundle bundle = registry.Open(stream, challenger);
            (_version, _champion, _rate, _until) = (challenger, champion, verdict.Challenger.AlertRate, now + settings.Retraining.Shadow);
            _verdict = verdict;
            lane.Begin(batch => bundle.CreateScorer(batch, settings.Model.Device), bundle.Threshold.Value);
        }

        _passedOver = challenger; // it is looked at once
    }

    private string? Against(ShadowCounts counts)
    {
        double serving = counts.ServingAlerts / (double)counts.Scored;
        double most = 2 * Math.Max(settings.Threshold.Target, _rate);
        double rate = RateOf(counts);
        bool tooMany = rate > Math.Max(most, serving) + (3 * Math.Sqrt(most * (1 - Math.Min(1, most)) / counts.Scored));
        bool tooFew = counts.Alerts == 0 && Math.Min(serving, _rate) * counts.Scored >= 20;
        return tooMany || tooFew
            ? $"in shadow it would have alerted {Percent(rate)} of {counts.Scored} events, the serving model {Percent(serving)}"
            : null;
    }

    private RetrainingEnd Decide(DateTimeOffset now, string? against)
    {
        (string version, ShadowCounts counts) = (_version!, lane.Counts!);
        string why = against ?? $"in shadow it would have alerted {Percent(RateOf(counts))} of {counts.Scored} events "
            + $"({counts.Skipped} skipped)";
        var change = Change.Of("detector run", why);
        Outcome outcome = Outcome.Rejected;
        if (against is null)
        {
            // Noted before the pointer moves: whoever sees that watches it by what it did here.
            Note(version, Outcome.Promoted, counts);
            outcome = registry.TryPromote(stream, version, _champion, change) ? Outcome.Promoted
                : registry.Pinned(stream) is null ? Outcome.Superseded : Outcome.Asked;
            if (outcome != Outcome.Promoted)
            {
                Note(version, outcome, counts);
            }
        }
        else
        {
            registry.Withdraw(stream, version, change);
        }

        End();
        return new RetrainingEnd(now, RetrainingOutcome.Of(outcome), version, why);
    }

    private void Note(string version, Outcome outcome, ShadowCounts counts) => registry.Annotate(
        stream, version, Verdict.File, TrainerJson.File(_verdict! with { Outcome = outcome, LiveRate = RateOf(counts) }));

    private static double RateOf(ShadowCounts counts) => counts.Alerts / (double)counts.Scored;

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
