using Detector.Core.Samples;
using Detector.Models.Families.Dense;
using Detector.Models.Settings;

namespace Detector.Models.Families.Boltzmann;

/// <summary>
/// A restricted Boltzmann machine. Its visible units are normal, or, where Model.Loss is Bce, 0 or 1 with probabilities that the features
/// are.
/// </summary>
internal sealed class RbmFamily : IFamily
{
    public string Name => "rbm";

    public bool HasVariants => false;

    public bool Takes(SampleKind kind) => kind != SampleKind.Sequence;

    // The free energy ranks no better on published tables (docs/models.md), and is no sum over features that shares could be told of.
    public ScoreKind DefaultScore(ModelSettings settings) => ScoreKind.MeanSquared;

    public IReadOnlyList<ScoreKind> OwnScores(ModelSettings settings) => [ScoreKind.FreeEnergy];

    public IEnumerable<ModelProblem> Check(ModelSettings settings)
    {
        if (settings.Widths.Count > 1)
        {
            yield return new ModelProblem(
                "Widths", $"an rbm has one width, that of its hidden units, not {settings.Widths.Count}; the family dbn has more layers");
        }

        foreach (ModelProblem problem in CheckLoss(settings))
        {
            yield return problem;
        }
    }

    public Autoencoder Create(ModelSettings settings, ModelInput input) =>
        Create(settings, input, DenseWidths.Of(settings, [Hidden(input.Width)]));

    /// <summary>Hidden units for so many features, where the settings do not say.</summary>
    internal static int Hidden(int features) => Math.Clamp(2 * features, 16, 256);

    /// <summary>Whether visible units have such a loss.</summary>
    internal static IEnumerable<ModelProblem> CheckLoss(ModelSettings settings)
    {
        if (settings.Loss is LossKind.Mae or LossKind.Huber)
        {
            yield return new ModelProblem(
                "Loss", $"the units of {settings.Family} that see the features are normal (Mse) or 0 and 1 (Bce); there are none for "
                    + $"{settings.Loss}");
        }
    }

    internal static Autoencoder Create(ModelSettings settings, ModelInput input, IReadOnlyList<int> widths) =>
        new BoltzmannMachine(settings.Loss != LossKind.Bce, [input.Width, .. widths]);
}
