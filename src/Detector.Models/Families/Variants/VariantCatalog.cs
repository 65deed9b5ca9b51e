using Detector.Models.Settings;

namespace Detector.Models.Families.Variants;

/// <summary>What may happen between an encoder and a decoder.</summary>
internal static class VariantCatalog
{
    public static Autoencoder Create(ModelSettings settings, Backbone backbone) => settings.Variant switch
    {
        Variant.Plain => new PlainAutoencoder(settings, backbone),
        Variant.Sparse => new SparseAutoencoder(settings, backbone),
        Variant.Contractive => new ContractiveAutoencoder(settings, backbone),
        Variant.Variational => new VariationalAutoencoder(settings, backbone),
        Variant.Memory => new MemoryAutoencoder(settings, backbone),
        Variant.Adversarial => new AdversarialAutoencoder(settings, backbone),
        Variant.Ganomaly => new GanomalyAutoencoder(settings, backbone),
        _ => throw new ArgumentException($"Model.Variant: there is no variant {settings.Variant}."),
    };

    /// <summary>Kinds of score that a variant's models have of their own.</summary>
    public static IReadOnlyList<ScoreKind> OwnScores(Variant variant) => variant switch
    {
        Variant.Variational => [ScoreKind.Elbo, ScoreKind.ReconstructionProbability],
        Variant.Ganomaly => [ScoreKind.LatentDistance],
        _ => [],
    };

    /// <summary>What is wrong with a variant's settings.</summary>
    public static IEnumerable<ModelProblem> Check(ModelSettings settings)
    {
        if (settings.Variant == Variant.Variational && settings.Loss is LossKind.Mae or LossKind.Huber)
        {
            yield return new ModelProblem(
                "Loss", $"a variational model has Mse (numbers with normal noise) or Bce (probabilities), not {settings.Loss}");
        }
    }

    /// <summary>How a variant scores where the settings do not say.</summary>
    public static ScoreKind DefaultScore(Variant variant) => variant switch
    {
        _ => ScoreKind.MeanSquared,
    };
}
