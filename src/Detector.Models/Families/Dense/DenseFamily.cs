using Detector.Core.Samples;
using Detector.Models.Families.Variants;
using Detector.Models.Settings;

namespace Detector.Models.Families.Dense;

/// <summary>Fully connected layers, narrowing to the code and widening again.</summary>
internal sealed class DenseFamily : IFamily
{
    public string Name => "dense";

    public bool Takes(SampleKind kind) => true;

    public bool IsTrainedThoroughly(ModelSettings settings, SampleKind kind) =>
        kind == SampleKind.Vector && settings.Variant == Variant.Plain;

    public Autoencoder Create(ModelSettings settings, ModelInput input) =>
        VariantCatalog.Create(
            settings, new DenseBackbone(settings, input, DenseWidths.Of(settings, Default(settings.Variant, input.Width))));

    // A code that is kept quiet need not be narrow.
    private static int[] Default(Variant variant, int features)
    {
        int wide = Math.Min(2 * features, 256);
        return variant is Variant.Sparse or Variant.Contractive ? [wide, wide]
            : [wide, Math.Min(features, 128), DenseWidths.Code(features)];
    }
}
