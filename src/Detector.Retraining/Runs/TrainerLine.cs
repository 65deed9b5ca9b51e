using System.Globalization;
using System.Text.Json.Serialization;
using Detector.Models.Bundles;
using Detector.Models.Training;
using Detector.Retraining.Comparison;

namespace Detector.Retraining.Runs;

/// <summary>
/// A line of JSON on the standard output of `detector train --json`: what a training tells whoever started it. What a kind has nothing
/// to say of is left out, and readers pass over kinds and names that they do not know.
/// </summary>
public sealed record TrainerLine
{
    /// <summary>How far the reading of events is.</summary>
    public const string Reading = "reading";

    /// <summary>What there is to train on.</summary>
    public const string Gathered = "gathered";

    /// <summary>How far the training is.</summary>
    public const string Training = "training";

    /// <summary>The model is trained.</summary>
    public const string Trained = "trained";

    /// <summary>Models are compared.</summary>
    public const string Comparing = "comparing";

    /// <summary>What came of it; the last line of a training that worked.</summary>
    public const string Result = "result";

    /// <summary>What the line tells.</summary>
    public required string Kind { get; init; }

    /// <summary>The share done, 0..1.</summary>
    public double? Fraction { get; init; }

    /// <summary>Samples to train on.</summary>
    public int? Rows { get; init; }

    /// <summary>Samples held back.</summary>
    public int? HeldBack { get; init; }

    /// <summary>Events that cannot be decoded.</summary>
    public long? Rejected { get; init; }

    /// <summary>Why the first of them cannot.</summary>
    public string? Reason { get; init; }

    /// <summary>Chosen events that are not trained on, as they are no usual ones.</summary>
    public LeftOut? LeftOut { get; init; }

    /// <summary>Messages of the verdicts' topic that are no verdicts.</summary>
    public long? Unreadable { get; init; }

    /// <summary>What the training began with.</summary>
    public TrainingStart? Start { get; init; }

    /// <summary>Part of the training, as <see cref="TrainingProgress.Stage"/> says.</summary>
    public string? Stage { get; init; }

    /// <summary>Passes over the rows.</summary>
    public double? Epoch { get; init; }

    /// <summary>Loss on the rows trained on.</summary>
    public double? Loss { get; init; }

    /// <summary>Loss on rows held out of the training.</summary>
    public double? HeldOutLoss { get; init; }

    /// <summary>Rows a second.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>Seconds left at this speed.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>The new model.</summary>
    public string? Version { get; init; }

    /// <summary>What became of it.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What that rests on; null where nothing was compared.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>What is left out, in words; null where nothing is.</summary>
    [JsonIgnore]
    public string? LeftOutSentence
    {
        get
        {
            string[] left =
            [
                .. LeftOut?.Confirmed is > 0 and var found ? [Of(found, "confirmed anomaly", "confirmed anomalies")] : (string[])[],
                .. LeftOut?.Alerted is > 0 and var alerted ? [Of(alerted, "alerted event", "alerted events")] : (string[])[],
            ];
            string[] parts =
            [
                .. left.Length > 0 ? [string.Join(" and ", left) + " left out"] : (string[])[],
                .. Unreadable > 0 ? [Of(Unreadable.Value, "message", "messages") + " of the verdicts' topic unreadable"] : (string[])[],
            ];
            return parts.Length == 0 ? null : string.Join("; ", parts);
        }
    }

    /// <summary>How far a training is.</summary>
    public static TrainerLine Of(TrainingProgress progress) => new()
    {
        Kind = Training,
        Fraction = progress.Fraction,
        Stage = progress.Stage,
        Epoch = progress.Epoch,
        Loss = progress.Loss,
        HeldOutLoss = progress.HeldOutLoss,
        RowsPerSecond = progress.RowsPerSecond,
        SecondsLeft = progress.Left.TotalSeconds,
    };

    private static string Of(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? one : many)}");
}
