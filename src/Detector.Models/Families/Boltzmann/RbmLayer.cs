using TorchSharp;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Boltzmann;

/// <summary>
/// A restricted Boltzmann machine: V visible units and H hidden ones, which are 0 or 1. Its
/// visible units are 0 or 1 as well, with the energy E(v, h) = -bᵀv - cᵀh - hᵀWv, or normal with
/// the energy Σ (v - b)² / 2s² - cᵀh - hᵀW(v / s²) (K. Cho, A. Ilin, T. Raiko, 2011, equation 4).
/// </summary>
internal sealed class RbmLayer : nn.Module<Tensor, Tensor>
{
    private const double FirstSpread = 0.01;

    // The least spread of a normal visible unit; a feature that is a constant has none, and would be infinitely likely.
    private const double LeastLogVariance = -4.6;

    private readonly Parameter weight;
    private readonly Parameter visible_bias;
    private readonly Parameter hidden_bias;
    private readonly Parameter? log_variance;

    /// <param name="visible">V.</param>
    /// <param name="hidden">H.</param>
    /// <param name="isGaussian">Whether the visible units are normal.</param>
    public RbmLayer(int visible, int hidden, bool isGaussian)
        : base(nameof(RbmLayer))
    {
        weight = Own(randn(hidden, visible) * Kept(FirstSpread));
        visible_bias = Own(zeros(visible));
        hidden_bias = Own(zeros(hidden));
        log_variance = isGaussian ? Own(zeros(visible)) : null;
        RegisterComponents();
    }

    /// <summary>[N, H] the hidden units' means, given the visible ones: P(h = 1 | v).</summary>
    /// <param name="input">[N, V].</param>
    public override Tensor forward(Tensor input) => Drive(input).sigmoid();

    /// <summary>[N, V] the visible units' means, given the hidden ones.</summary>
    /// <param name="hidden">[N, H].</param>
    public Tensor Down(Tensor hidden)
    {
        Tensor drive = nn.functional.linear(hidden, weight.t(), visible_bias);
        return log_variance is null ? drive.sigmoid() : drive;
    }

    /// <summary>[N] F(v) = -log Σₕ exp(-E(v, h)): what is left of -log P(v) without the constant that makes it a probability.</summary>
    /// <param name="visible">[N, V].</param>
    public Tensor FreeEnergy(Tensor visible)
    {
        Tensor alone = log_variance is null
            ? visible.mv(visible_bias).neg()
            : ((visible - visible_bias).Squared() * Kept(0.5) * LogVariance().neg().exp()).sum([1]);
        return alone - Softplus(Drive(visible)).sum([1]);
    }

    /// <summary>[N] -log P(v | h); of normal units without the constant V/2 log 2π.</summary>
    /// <param name="visible">[N, V].</param>
    /// <param name="hidden">[N, H].</param>
    public Tensor Surprise(Tensor visible, Tensor hidden)
    {
        Tensor drive = nn.functional.linear(hidden, weight.t(), visible_bias);
        return log_variance is null
            ? (Softplus(drive) - (visible * drive)).sum([1])
            : ((visible - drive).Squared() * LogVariance().neg().exp()).Plus(LogVariance()).sum([1]) * Kept(0.5);
    }

    /// <summary>[N, V] the visible units after some steps of Gibbs sampling.</summary>
    /// <param name="visible">[N, V] where it starts.</param>
    /// <param name="steps">How many.</param>
    public Tensor Sample(Tensor visible, int steps)
    {
        using IDisposable mode = no_grad();
        for (int step = 0; step < steps; step++)
        {
            Tensor mean = Down(Draw(forward(visible)));
            visible = log_variance is null ? Draw(mean) : mean.Plus(randn_like(mean) * (Kept(0.5) * LogVariance()).exp());
        }

        return visible;
    }

    // Bernoulli's own operator throws where weights have become NaN; training has a better answer to that.
    private static Tensor Draw(Tensor means) => rand_like(means).lt(means).to(means.dtype);

    private Tensor Drive(Tensor visible) =>
        nn.functional.linear(log_variance is null ? visible : visible * LogVariance().neg().exp(), weight, hidden_bias);

    private Tensor LogVariance() => log_variance!.clamp(min: Kept(LeastLogVariance));

    private static Parameter Own(Tensor first)
    {
        Parameter parameter = first.AsParameter();
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
