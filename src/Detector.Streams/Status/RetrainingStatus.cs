namespace Detector.Streams.Status;

/// <summary>How a stream's retraining is at one moment.</summary>
public sealed record RetrainingStatus
{
    /// <summary>What is being done: "starting", "reading", "training" or "comparing"; null where nothing is.</summary>
    public string? Stage { get; init; }

    /// <summary>Why; null where nothing is done.</summary>
    public string? Trigger { get; init; }

    /// <summary>Since when; null where nothing is done.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The stage's share done, 0..1.</summary>
    public double Fraction { get; init; }

    /// <summary>Time left in the training, in seconds; null where it is not known.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>The learning curve so far: losses on rows held out of the training, the oldest first; of the last training where none is
    /// under way.</summary>
    public IReadOnlyList<double> Curve { get; init; } = [];

    /// <summary>When the clock or the schedule asks for the next one; null where neither does.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>The promoted version whose alert rate is watched; null where none is.</summary>
    public string? Watched { get; init; }

    /// <summary>The challenger that scores in shadow; null where none does.</summary>
    public ShadowStatus? Shadow { get; init; }

    /// <summary>What became of the last one that this process began; null where it has begun none.</summary>
    public RetrainingEnd? Last { get; init; }
}
