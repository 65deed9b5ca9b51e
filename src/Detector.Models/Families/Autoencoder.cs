using static TorchSharp.torch;

namespace Detector.Models.Families;

/// <summary>
/// What every family makes: a module from a batch of scaled features [N, F] to its reconstruction [N, F] and its code [N, C].
/// Its state_dict names are those that PyTorch would give the same layers.
/// </summary>
internal abstract class Autoencoder(string name) : nn.Module<Tensor, (Tensor Reconstruction, Tensor Code)>(name)
{
    /// <summary>Width of the code, C.</summary>
    public abstract int CodeWidth { get; }

    /// <summary>What training makes small: one number.</summary>
    /// <param name="input">[N, F] what the model sees, noise included.</param>
    /// <param name="target">[N, F] what it should make of it.</param>
    public abstract Tensor Loss(Tensor input, Tensor target);
}
