using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.Models.Families;
using Detector.Models.Settings;

namespace Detector.Models;

/// <summary>Everything that scoring an event needs, as plain data: what training makes and a bundle holds.</summary>
internal sealed record ModelParts
{
    public required Schema Schema { get; init; }

    public required FeatureTransform Transform { get; init; }

    /// <summary>The shape of a sample.</summary>
    public required SampleLayout Shape { get; init; }

    /// <summary>Which events make a sample.</summary>
    public required WindowSettings Window { get; init; }

    public required ModelSettings Settings { get; init; }

    /// <summary>At least one; the score is the mean of theirs.</summary>
    public required IReadOnlyList<ModelMember> Members { get; init; }

    public required Threshold Threshold { get; init; }

    /// <summary>What the members are made for.</summary>
    /// <exception cref="ArgumentException">A field that the settings name is not there.</exception>
    public ModelInput Input => ConditionPlaces.Input(Settings, Schema, Transform, Shape);
}
