using Detector.Models.Settings;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// An autoencoder of whose code few units are active at a time, so that the code may be wider than the input: their activation costs (L1),
/// or each is to be active on average to a given degree (A. Ng, Sparse autoencoder, 2011).
/// </summary>
internal sealed class SparseAutoencoder : CodedAutoencoder
{
    private const double Smallest = 1e-6;

    private readonly SparseSettings _settings;

    public SparseAutoencoder(ModelSettings settings, Backbone backbone)
        : base("sparse", settings, backbone)
    {
        _settings = settings.Sparse;
        RegisterComponents();
    }

    public override Tensor Loss(Tensor input, Tensor target, double progress)
    {
        ModelOutput output = forward(input);
        Tensor loss = ReconstructionLoss(output.Reconstruction, target);
        loss = _settings.L1 == 0 ? loss : loss.Plus(Kept(_settings.L1) * output.Code.abs().mean());
        return _settings.Kl == 0 ? loss : loss.Plus(Kept(_settings.Kl) * Divergence(_settings.Rho, output.Code));
    }

    /// <summary>Mean over the units of KL(rho ‖ mean activation), both taken as Bernoulli probabilities.</summary>
    /// <param name="rho">Mean activation wanted.</param>
    /// <param name="code">[N, C] activations, 0..1.</param>
    public static Tensor Divergence(double rho, Tensor code)
    {
        Tensor mean = code.mean([0]).clamp(Kept(Smallest), Kept(1 - Smallest));
        Tensor active = Kept(rho) * mean.log().neg().Plus(Math.Log(rho));
        Tensor silent = Kept(1 - rho) * mean.neg().Plus(1).log().neg().Plus(Math.Log(1 - rho));
        return active.Plus(silent).mean();
    }

    protected override Tensor Encode(Tensor batch)
    {
        Tensor inner = base.Encode(batch);
        return _settings.Kl == 0 ? inner.relu() : inner.sigmoid();
    }
}
