using static TorchSharp.torch;

namespace Detector.Models.Families.Conv;

/// <summary>[N, T * F] to [N, F, T].</summary>
internal sealed class StepsLast(int features) : nn.Module<Tensor, Tensor>(nameof(StepsLast))
{
    public override Tensor forward(Tensor batch) => batch.reshape(batch.shape[0], -1, features).transpose(1, 2);
}
