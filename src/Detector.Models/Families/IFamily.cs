using Detector.Core.Samples;
using Detector.Models.Families.Variants;
using Detector.Models.Settings;

namespace Detector.Models.Families;

/// <summary>A kind of model. Adding one takes a folder with its classes and a line in <see cref="FamilyCatalog"/>.</summary>
internal interface IFamily
{
    /// <summary>The name in the settings and in bundles, such as "dense".</summary>
    string Name { get; }

    /// <summary>Whether it takes samples of a kind.</summary>
    bool Takes(SampleKind kind);

    /// <summary>Whether Model.Variant says what happens in it.</summary>
    bool HasVariants => true;

    /// <summary>Its variants that are worth a comparison.</summary>
    IReadOnlyList<Variant> Variants => HasVariants ? Enum.GetValues<Variant>() : [Variant.Plain];

    /// <summary>What is wrong with a model's settings for this family, whatever its samples are.</summary>
    IEnumerable<ModelProblem> Check(ModelSettings settings) => [];

    /// <summary>Kinds of score that its models have beyond those that all have.</summary>
    IReadOnlyList<ScoreKind> OwnScores(ModelSettings settings) => HasVariants ? VariantCatalog.OwnScores(settings.Variant) : [];

    /// <summary>How it scores where the settings do not say.</summary>
    ScoreKind DefaultScore(ModelSettings settings) => VariantCatalog.DefaultScore(settings.Variant);

    /// <summary>
    /// Whether its models do better with many steps of a loss that anomalies among the rows cannot bend, and with the last weights, than
    /// when training stops early.
    /// </summary>
    bool IsTrainedThoroughly(ModelSettings settings, SampleKind kind) => false;

    /// <summary>How much its code counts in the score of an image or a sequence where the settings do not say.</summary>
    double DefaultCodeWeight => 1;

    /// <summary>A number of weights that such a model has at least, told without making it. Where the settings do not say how wide it is,
    /// 0 will do.</summary>
    /// <param name="settings">Its settings, whatever they say.</param>
    /// <param name="input">What it is for.</param>
    double LeastWeights(ModelSettings settings, ModelInput input) => Chain(input.Width, settings.Widths);

    /// <summary>Weights of layers from each width to the next.</summary>
    protected static double Chain(double from, IEnumerable<int> widths)
    {
        double sum = 0;
        foreach (int width in widths)
        {
            (sum, from) = (sum + (from * width), width);
        }

        return sum;
    }

    /// <summary>A fresh model with random weights (Torch's own generator, seeded by the caller) on the CPU.</summary>
    /// <param name="settings">Its settings, which <see cref="Check"/> finds nothing wrong with.</param>
    /// <param name="input">What it is for.</param>
    Autoencoder Create(ModelSettings settings, ModelInput input);
}
