using Detector.Core.Samples;
using Detector.Models.Families.Dense;
using Detector.Models.Settings;

namespace Detector.Models.Families.Boltzmann;

/// <summary>A restricted Boltzmann machine. Its visible units are normal, or, where Model.Loss is Bce, 0 or 1 with probabilities that the features are.</summary>
internal sealed class RbmFamily : IFamily
{
    public string Name => "rbm";

    public bool HasVariants => false;

    public bool Takes(SampleKind kind) => kind != SampleKind.Sequence;

    // The free energy ranks no better on published tables (docs/models.md), and is no sum over features that shares could be told of.
    public ScoreKind DefaultScore(ModelSettings settings) => ScoreKind.MeanSquared;

    public Autoencoder Create(ModelSettings settings, ModelInput input)
    {
        IReadOnlyList<int> widths = DenseWidths.Of(settings, [Hidden(input.Width)]);
        return widths.Count == 1
            ? Create(settings, input, widths)
            : throw new ArgumentException($"Model.Widths: an rbm has one width, that of its hidden units, not {widths.Count}; the family dbn has more layers.");
    }

    /// <summary>Hidden units for so many features, where the settings do not say.</summary>
    internal static int Hidden(int features) => Math.Clamp(2 * features, 16, 256);

    /// <exception cref="ArgumentException">The loss is none that visible units have.</exception>
    internal static Autoencoder Create(ModelSettings settings, ModelInput input, IReadOnlyList<int> widths) =>
        settings.Loss is LossKind.Mse or LossKind.Bce
            ? new BoltzmannMachine(settings.Loss == LossKind.Mse, [input.Width, .. widths])
            : throw new ArgumentException($"Model.Loss: the units of {settings.Family} that see the features are normal (Mse) or 0 and 1 (Bce); there are none for {settings.Loss}.");
}
