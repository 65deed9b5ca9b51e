using Detector.Core.Samples;
using Detector.Models.Families.Variants;
using Detector.Models.Settings;

namespace Detector.Models.Families.Dense;

/// <summary>Fully connected layers, narrowing to the code and widening again.</summary>
internal sealed class DenseFamily : IFamily
{
    public string Name => "dense";

    public bool Takes(SampleKind kind) => true;

    public Autoencoder Create(ModelSettings settings, ModelInput input) =>
        VariantCatalog.Create(settings, new DenseBackbone(settings, input, Widths(settings, input.Width)));

    private static IReadOnlyList<int> Widths(ModelSettings settings, int features)
    {
        if (settings.Widths.FirstOrDefault(width => width < 1, 1) is int wrong and < 1)
        {
            throw new ArgumentException($"Model.Widths: a layer cannot be {wrong} wide.");
        }

        return settings.Widths.Count > 0
            ? settings.Widths
            : [Math.Min(2 * features, 256), Math.Min(features, 128), Math.Clamp((features + 7) / 8, 2, 32)];
    }
}
