using Detector.Retraining.Comparison;

namespace Detector.Retraining.Daemon;

/// <summary>Words for what became of a training, in status and metrics.</summary>
public static class RetrainingOutcome
{
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string RolledBack = "rolledback";

    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<Outcome>().Select(Of), Failed, Cancelled, RolledBack];

    public static string Of(Outcome outcome) => outcome.ToString().ToLowerInvariant();
}
