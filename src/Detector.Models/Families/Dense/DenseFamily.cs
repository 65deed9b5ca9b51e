using Detector.Core.Samples;
using Detector.Models.Families.Variants;
using Detector.Models.Settings;

namespace Detector.Models.Families.Dense;

/// <summary>Fully connected layers, narrowing to the code and widening again.</summary>
internal sealed class DenseFamily : IFamily
{
    public string Name => "dense";

    public bool Takes(SampleKind kind) => true;

    public Autoencoder Create(ModelSettings settings, ModelInput input) => VariantCatalog.Create(settings, new DenseBackbone(settings, input,
        DenseWidths.Of(settings, [Math.Min(2 * input.Width, 256), Math.Min(input.Width, 128), DenseWidths.Code(input.Width)])));
}
