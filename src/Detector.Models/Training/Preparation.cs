using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Families;
using Detector.Models.Settings;
using TorchSharp;

namespace Detector.Models.Training;

/// <summary>What a choice of samples teaches before a model is fitted: how rows become features, and which of them are left out.</summary>
/// <param name="Transform">How rows become features.</param>
/// <param name="Input">What a model of them is for.</param>
/// <param name="Training">Training samples, the trimmed ones among them.</param>
/// <param name="Chosen">Those of them that models are fitted to.</param>
/// <param name="HeldOut">Samples that models are not fitted to.</param>
internal sealed record Preparation(
    FeatureTransform Transform, ModelInput Input, PlacedSamples Training, PlacedSamples Chosen, PlacedSamples HeldOut)
{
    private const double DefaultTrim = 0.01;

    /// <param name="schema">What the rows' fields mean.</param>
    /// <param name="model">The model and how it is trained.</param>
    /// <param name="samples">All samples.</param>
    /// <param name="transform">How rows become features.</param>
    /// <param name="training">Places of the training samples.</param>
    /// <param name="heldOut">Places of the held-out ones.</param>
    /// <param name="device">Where models are trained.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="TrainingException">The samples or settings are such that no model can be trained.</exception>
    public static Preparation Of(
        Schema schema,
        ModelSettings model,
        SampleSet samples,
        FeatureTransform transform,
        int[] training,
        int[] heldOut,
        torch.Device device,
        CancellationToken ct)
    {
        var all = Samples.Of(samples, transform);
        var placed = new PlacedSamples(all, all.To(device));
        PlacedSamples fitted = placed.Choose(training);
        PlacedSamples kept = placed.Choose(heldOut).Kept();
        if (model.Loss == LossKind.Bce)
        {
            fitted.Here.CheckProbabilities(transform.FeatureNames);
        }

        ModelInput input = TrainingException.Unless(() => ConditionPlaces.Input(model, schema, transform, all.Shape));
        int trimmed = (int)Math.Ceiling((model.Trim ?? DefaultTrim) * training.Length);
        PlacedSamples chosen = trimmed > 0 ? fitted.Choose(RowTrim.Kept(fitted.Here, trimmed, model.Seed, ct)) : fitted;
        return new(transform, input, fitted, chosen, kept);
    }
}
