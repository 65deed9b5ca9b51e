using Detector.Models.Settings;
using TorchSharp;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// An autoencoder that decodes not a row's own code but a mixture of the few codes of a learned memory that are most like it, so that what
/// is unlike all that was learned cannot be reconstructed (D. Gong et al., 2019).
/// </summary>
internal sealed class MemoryAutoencoder : CodedAutoencoder
{
    private const double Smallest = 1e-12;

    private readonly MemorySettings _settings;

    // [slots, C]
    private readonly Parameter memory;

    public MemoryAutoencoder(ModelSettings settings, Backbone backbone)
        : base("memory", settings, backbone)
    {
        _settings = settings.Memory;
        memory = randn(_settings.Slots, CodeWidth).AsParameter();
        memory.DetachFromDisposeScope();
        RegisterComponents();
    }

    public override ModelOutput forward(Tensor batch)
    {
        Tensor inner = Encode(batch);
        return new ModelOutput(Decode(Shares(inner).mm(memory), batch), inner);
    }

    public override Tensor Loss(Tensor input, Tensor target, double progress)
    {
        Tensor shares = Shares(Encode(input));
        Tensor entropy = -(shares * shares.Plus(Smallest).log()).sum([1]).mean();
        return ReconstructionLoss(Decode(shares.mm(memory), input), target).Plus(Kept(_settings.Entropy) * entropy);
    }

    /// <summary>
    /// How much of each of the memory's codes there is in what is decoded: the softmax of their cosines, without those that are small.
    /// </summary>
    /// <param name="inner">[N, C] codes of rows.</param>
    /// <returns>[N, slots] not negative; a row's sum is 1, or 0 where none is like it.</returns>
    internal Tensor Shares(Tensor inner)
    {
        Tensor shares = Unit(inner).mm(Unit(memory).t()).softmax(1);
        Tensor beyond = shares - Kept(_settings.Shrink / _settings.Slots);
        Tensor shrunk = beyond.relu() * shares / beyond.abs().Plus(Smallest);
        return shrunk / shrunk.sum([1], keepdim: true).clamp(min: Kept(Smallest));
    }

    private static Tensor Unit(Tensor rows) => rows / rows.norm(1, keepdim: true).clamp(min: Kept(Smallest));
}
