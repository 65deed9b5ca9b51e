using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>Normal distributions of independent numbers, one distribution a row.</summary>
/// <param name="Mean">[N, C].</param>
/// <param name="LogVariance">[N, C].</param>
internal readonly record struct DiagonalNormal(Tensor Mean, Tensor LogVariance)
{
    /// <summary>The values that standard normal noise stands for.</summary>
    /// <param name="noise">[N, C], or a shape that goes with it.</param>
    public Tensor At(Tensor noise) => Mean.Plus((Kept(0.5) * LogVariance).exp() * noise);

    /// <summary>[N] KL divergence from the standard normal distribution (D. Kingma, M. Welling, 2014, appendix B).</summary>
    public Tensor Divergence() => Kept(0.5) * (Mean.Squared().Plus(LogVariance.exp()) - Kept(1) - LogVariance).sum([1]);

    /// <summary>[N] KL divergence from another distribution, KL(this ‖ other).</summary>
    public Tensor Divergence(DiagonalNormal other) =>
        Kept(0.5) * (((Mean - other.Mean).Squared().Plus(LogVariance.exp()) / other.LogVariance.exp())
            - Kept(1) - (LogVariance - other.LogVariance)).sum([1]);
}
