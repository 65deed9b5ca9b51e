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

    public IEnumerable<ModelProblem> Check(ModelSettings settings)
    {
        if (settings.Masked is { LeastHidden: var least, MostHidden: var most } && least > most)
        {
            yield return new ModelProblem("Masked", $"LeastHidden ({least}) is more than MostHidden ({most})");
        }
    }

    public Autoencoder Create(ModelSettings settings, ModelInput input) => new MaskedAutoencoder(
        settings,
        input,
        DenseWidths.Of(
            settings,
            [Math.Clamp(4 * input.Width, 64, 256), Math.Clamp(2 * input.Width, 32, 128), DenseWidths.Code(input.Width)]));
}
