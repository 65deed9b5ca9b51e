using Detector.Core.Samples;
using Detector.Models.Families.Variants;
using Detector.Models.Settings;

namespace Detector.Models.Families.Dense;

/// <summary>One linear layer to the code and one back: what it learns with squared errors is the subspace of the principal components (P. Baldi, K. Hornik, 1989).</summary>
internal sealed class LinearFamily : IFamily
{
    public string Name => "linear";

    public bool Takes(SampleKind kind) => true;

    // What the others add needs layers to act on.
    public IReadOnlyList<Variant> Variants => [Variant.Plain];

    // What a linear code sees, the features' own distance sees.
    public double DefaultCodeWeight => 0;

    // It has too few weights to learn single rows by heart.
    public double DefaultTrim => 0;

    public Autoencoder Create(ModelSettings settings, ModelInput input)
    {
        IReadOnlyList<int> widths = DenseWidths.Of(settings, [DenseWidths.Code(input.Width)]);
        return widths.Count == 1
            ? VariantCatalog.Create(settings, new DenseBackbone(settings, input, widths))
            : throw new ArgumentException($"Model.Widths: a linear model has one width, its code's, not {widths.Count}; the family dense has more layers.");
    }
}
