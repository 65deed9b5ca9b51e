using Detector.Models.Settings;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// An autoencoder with a code of sigmoids that moves little where the input does: the squared Frobenius norm of its Jacobian is part of
/// the loss (S. Rifai et al., 2011).
/// </summary>
internal sealed class ContractiveAutoencoder : CodedAutoencoder
{
    private readonly double _penalty;
    private readonly bool _isOneLayer;

    public ContractiveAutoencoder(ModelSettings settings, Backbone backbone)
        : base("contractive", settings, backbone)
    {
        _penalty = settings.Contractive.Penalty / backbone.Input.Width;
        RegisterComponents();
        _isOneLayer = !encoder.parameters().Any();
    }

    public override Tensor Loss(Tensor input, Tensor target, double progress)
    {
        // Also where it is only looked at: the penalty itself is a gradient.
        using IDisposable mode = enable_grad();
        Tensor rows = input.detach().requires_grad_();
        Tensor inner = Encode(rows);
        Tensor penalty = _isOneLayer ? JacobianPenalty.OfSigmoid(inner, code.weight) : JacobianPenalty.Of(inner, rows);
        return ReconstructionLoss(Decode(inner, input), target).Plus(Kept(_penalty) * penalty);
    }

    protected override Tensor Encode(Tensor batch) => base.Encode(batch).sigmoid();
}
