using Detector.Models.Bundles;
using Detector.Models.Storage;
using Detector.Retraining.Comparison;
using Detector.Retraining.Runs;
using Detector.Streams.Settings;

namespace Detector.Retraining.Daemon;

/// <summary>
/// Which promotion is looked after, as the registry tells: the version that serves, where a program let it and for the first time, until
/// its time has been watched to the end. So whichever process looks, after a restart or instead of another, it goes on.
/// </summary>
internal sealed class Promotions(string stream, StreamSettings settings, ModelRegistry registry)
{
    // After so long a time without a daemon, what the alert rate tells is about another world.
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>The watch over the version that serves; null where it is not to be watched.</summary>
    /// <exception cref="BundleException">The registry cannot be read.</exception>
    public PromotionWatch? Watch(string? serving, DateTimeOffset now)
    {
        TimeSpan length = settings.Retraining.Watch;
        if (serving is null || length == TimeSpan.Zero || registry.Read(stream, RegistryPointer.Previous) is null)
        {
            return null;
        }

        // One that serves again is what was gone back to.
        PointerMove[] moves = [.. registry.History(stream).Moves.Where(
            move => move.Pointer == RegistryPointer.Current && move.To == serving)];
        return moves is [{ From: not null } move] && now - move.When <= length + LongestPause
            && Read(serving) is { Outcome: Outcome.Promoted, Watched: null } verdict
            ? new PromotionWatch(serving, verdict.LiveRate ?? verdict.Challenger.AlertRate, settings.Threshold.Target, length)
            : null;
    }

    /// <summary>Notes that a version needs no more watching.</summary>
    /// <exception cref="BundleException">The registry cannot be written.</exception>
    public void End(string version, DateTimeOffset now)
    {
        if (Read(version) is { } verdict)
        {
            registry.Annotate(stream, version, Verdict.File, TrainerJson.File(verdict with { Watched = now }));
        }
    }

    private Verdict? Read(string version) =>
        registry.ReadAnnotation(stream, version, Verdict.File) is { } file ? TrainerJson.ReadFile<Verdict>(file) : null;
}
