using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families;

internal static class Losses
{
    /// <summary>The reconstruction loss of a batch, averaged over rows and features.</summary>
    public static Tensor Reconstruction(LossKind kind, Tensor reconstruction, Tensor batch) => kind switch
    {
        LossKind.Mse => nn.functional.mse_loss(reconstruction, batch),
        LossKind.Mae => nn.functional.l1_loss(reconstruction, batch),
        LossKind.Huber => nn.functional.huber_loss(reconstruction, batch),
        LossKind.Bce => nn.functional.binary_cross_entropy(reconstruction, batch.clamp(0, 1)),
        _ => throw new ArgumentException($"There is no loss {kind}."),
    };
}
