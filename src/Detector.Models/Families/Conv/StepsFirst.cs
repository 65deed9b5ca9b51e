using static TorchSharp.torch;

namespace Detector.Models.Families.Conv;

/// <summary>[N, F, T] to [N, T * F].</summary>
internal sealed class StepsFirst() : nn.Module<Tensor, Tensor>(nameof(StepsFirst))
{
    public override Tensor forward(Tensor batch) => batch.transpose(1, 2).flatten(1);
}
