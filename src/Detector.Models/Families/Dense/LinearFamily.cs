using Detector.Core.Samples;
using Detector.Models.Families.Variants;
using Detector.Models.Settings;

namespace Detector.Models.Families.Dense;

/// <summary>
/// One linear layer to the code and one back: what it learns with squared errors is the subspace of the principal components (P. Baldi, K.
/// Hornik, 1989).
/// </summary>
internal sealed class LinearFamily : IFamily
{
    public string Name => "linear";

    public bool Takes(SampleKind kind) => true;

    // What the others add needs layers to act on.
    public IReadOnlyList<Variant> Variants => [Variant.Plain];

    // What a linear code sees, the features' own distance sees.
    public double DefaultCodeWeight => 0;

    public IEnumerable<ModelProblem> Check(ModelSettings settings)
    {
        if (settings.Widths.Count > 1)
        {
            yield return new ModelProblem(
                "Widths", $"a linear model has one width, its code's, not {settings.Widths.Count}; the family dense has more layers");
        }
    }

    public Autoencoder Create(ModelSettings settings, ModelInput input) =>
        VariantCatalog.Create(settings, new DenseBackbone(settings, input, DenseWidths.Of(settings, [DenseWidths.Code(input.Width)])));
}
