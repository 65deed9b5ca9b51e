using Detector.Core.Features;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Settings;

namespace Detector.Models;

/// <summary>Everything that scoring an event needs, as plain data: what training makes and a bundle holds.</summary>
internal sealed record ModelParts
{
    public required Schema Schema { get; init; }

    public required FeatureTransform Transform { get; init; }

    public required ModelSettings Settings { get; init; }

    /// <summary>The module's state_dict.</summary>
    public required IReadOnlyDictionary<string, StoredTensor> Weights { get; init; }

    public required ScoreCalibration Calibration { get; init; }

    public required Threshold Threshold { get; init; }
}
