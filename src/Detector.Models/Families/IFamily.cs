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

    /// <summary>How it scores where the settings do not say.</summary>
    ScoreKind DefaultScore(ModelSettings settings) => VariantCatalog.DefaultScore(settings.Variant);

    /// <summary>How much its code counts in a score where the settings do not say.</summary>
    double DefaultCodeWeight => 1;

    /// <summary>Share of the training rows, the worst reconstructed, that it drops and is fitted once more, where the settings do not say.</summary>
    double DefaultTrim => 0.01;

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
    /// <param name="settings">Its settings.</param>
    /// <param name="input">What it is for.</param>
    /// <exception cref="ArgumentException">The settings and the input do not go together; the message names the setting and what would do.</exception>
    Autoencoder Create(ModelSettings settings, ModelInput input);
}
