using Detector.Core.Samples;
using Detector.Models.Families.Dense;
using Detector.Models.Settings;

namespace Detector.Models.Families.Masked;

/// <summary>Fully connected layers that predict hidden features from those that are seen.</summary>
internal sealed class MaskedFamily : IFamily
{
    public string Name => "masked";

    public bool HasVariants => false;

    // A row of which nothing is hidden is none that its encoder was trained on.
    public double DefaultCodeWeight => 0;

    public bool Takes(SampleKind kind) => true;

    public Autoencoder Create(ModelSettings settings, ModelInput input)
    {
        MaskedSettings masked = settings.Masked;
        if (masked.LeastHidden > masked.MostHidden)
        {
            throw new ArgumentException($"Model.Masked: LeastHidden ({masked.LeastHidden}) is more than MostHidden ({masked.MostHidden}).");
        }

        return new MaskedAutoencoder(settings, input, DenseWidths.Of(settings, [Math.Clamp(4 * input.Width, 64, 256), Math.Clamp(2 * input.Width, 32, 128), DenseWidths.Code(input.Width)]));
    }
}
