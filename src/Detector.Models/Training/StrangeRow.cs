using Detector.Core.Alerts;
using Detector.Core.Samples;
using Detector.Core.Scoring;

namespace Detector.Models.Training;

/// <summary>A held-out row with a high score, and why it has it.</summary>
internal sealed record StrangeRow
{
    /// <summary>Its number among the rows that were read to train on, from 1 on.</summary>
    public required int Number { get; init; }

    /// <summary>Where it came from; null where nobody knows.</summary>
    public RowOrigin? Origin { get; init; }

    public required double Score { get; init; }

    /// <summary>All parts of a score, with their shares of this one.</summary>
    public required IReadOnlyList<ScorePart> Parts { get; init; }

    /// <summary>[fields] their shares of the score; none of a frame.</summary>
    public IReadOnlyList<double> Fields { get; init; } = [];

    /// <summary>The fields with the largest shares, the largest first; none of a frame.</summary>
    public IReadOnlyList<FeatureContribution> Causes { get; init; } = [];

    /// <summary>What is strange in a frame, such as "something in the lower left (8 % of the picture)".</summary>
    public string? Place { get; init; }
}
