using Detector.Models.Settings;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// How likely samples are, given a reconstruction of them: numbers with normal noise, whose variance
/// is the mean squared error of late (O. Rybkin et al., 2021), or probabilities. What is absent (NaN)
/// in a sample does not count. One variance for all numbers: with one for each, a number that seldom changes
/// and then much makes the likelihood of samples that training has not seen worse the longer it is trained.
/// </summary>
internal sealed class Likelihood : nn.Module<Tensor, Tensor, Tensor>
{
    // Samples that are reconstructed perfectly must not be all that is likely.
    private const double SmallestVariance = 1e-4;

    // Steps that "of late" means, about.
    private const int Memory = 20;

    private static readonly double LogTwoPi = Math.Log(2 * Math.PI);

    private readonly Tensor? variance;

    /// <param name="loss">Mse for normal noise, Bce for probabilities.</param>
    public Likelihood(LossKind loss)
        : base("likelihood")
    {
        variance = loss == LossKind.Mse ? ones(1).DetachFromDisposeScope() : null;
        RegisterComponents();
    }

    /// <returns>[N] log p(sample | reconstruction).</returns>
    public override Tensor forward(Tensor reconstruction, Tensor sample)
    {
        Tensor absent = sample.isnan();
        Tensor made = reconstruction.masked_fill(absent, Kept(0));
        Tensor there = sample.masked_fill(absent, Kept(0));
        if (variance is null)
        {
            // Where both are 0 the cross-entropy is 0.
            return -nn.functional.binary_cross_entropy(made, there.clamp(Kept(0), Kept(1)), reduction: nn.Reduction.None).sum([1]);
        }

        Tensor terms = ((made - there).Squared() / variance).Plus(variance.log()).Plus(LogTwoPi);
        return Kept(-0.5) * terms.masked_fill(absent, Kept(0)).sum([1]);
    }

    /// <summary>Moves the variance towards the mean squared error of a batch.</summary>
    public void Learn(Tensor reconstruction, Tensor sample)
    {
        if (variance is not null)
        {
            using IDisposable mode = no_grad();
            Tensor squares = (reconstruction - sample).Squared();
            Tensor mean = squares.nansum() / squares.isnan().logical_not().sum().clamp(min: Kept(1));
            variance.mul_(Kept(1 - (1.0 / Memory))).add_(mean / Kept(Memory), Kept(1)).clamp_(min: Kept(SmallestVariance));
        }
    }
}
