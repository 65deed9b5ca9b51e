namespace Detector.Core.Drift;

/// <summary>How far a stream is from what its model was trained on.</summary>
public sealed record DriftStatus
{
    /// <summary>The furthest of inputs, scores and alerts.</summary>
    public DriftLevel Level { get; init; }

    /// <summary>What has drifted, in words; null where nothing has.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when something has drifted; null where nothing has.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why fields are not compared; null where they are.</summary>
    public string? NoInputs { get; init; }

    /// <summary>The fields at the last look, those first that differ most from the training rows; ten of them.</summary>
    public IReadOnlyList<FieldShift> Fields { get; init; } = [];

    /// <summary>Null: not known yet.</summary>
    public ScoreShift? Score { get; init; }

    /// <summary>Null: not known yet, or nobody asked for a share.</summary>
    public AlertRate? Alerts { get; init; }

    /// <summary>Events of the last minutes that were nearly all over the threshold; null where there were none.</summary>
    public AlertBurst? Burst { get; init; }
}
