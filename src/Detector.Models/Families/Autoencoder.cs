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

    /// <summary>What training makes small: one number for a batch [N, F].</summary>
    public abstract Tensor Loss(Tensor batch);
}
