using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families;

internal static class Losses
{
    /// <summary>The reconstruction loss of a batch, averaged over rows and features.</summary>
    public static Tensor Reconstruction(LossKind kind, Tensor reconstruction, Tensor target) => kind switch
    {
        LossKind.Mse => nn.functional.mse_loss(reconstruction, target),
        LossKind.Mae => nn.functional.l1_loss(reconstruction, target),
        LossKind.Huber => nn.functional.huber_loss(reconstruction, target),
        LossKind.Bce => nn.functional.binary_cross_entropy(reconstruction, target.clamp(0, 1)),
        _ => throw new ArgumentException($"There is no loss {kind}."),
    };
}
