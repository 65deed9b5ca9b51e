using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// What a discriminator and who deceives it make small: both speak of its verdicts, logits of "real" (I. Goodfellow et al., 2014).
/// </summary>
internal static class AdversarialLosses
{
    /// <summary>Cross-entropy of telling the two apart.</summary>
    /// <param name="real">[N] verdicts on what is real.</param>
    /// <param name="made">[N] verdicts on what is made.</param>
    public static Tensor Discriminator(Tensor real, Tensor made) => Softplus(-real).mean().Plus(Softplus(made).mean());

    /// <summary>Cross-entropy of what is made being taken for real.</summary>
    public static Tensor Deceiver(Tensor made) => Softplus(-made).mean();

    /// <summary>Mean squared length of the verdicts' gradient on what is real: with it in the discriminator's loss, the two come to rest
    /// where they should instead of circling around it (L. Mescheder et al., 2018, equation 9).</summary>
    /// <param name="verdicts">[N].</param>
    /// <param name="real">[N, …] what they are on, with its gradient required.</param>
    public static Tensor Steepness(Tensor verdicts, Tensor real) =>
        autograd.grad([verdicts.sum()], [real], retain_graph: true, create_graph: true)[0].Squared().sum([1]).mean();
}
