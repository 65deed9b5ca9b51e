using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families;

/// <summary>x where it is positive, exp(x) - 1 elsewhere (D.-A. Clevert, T. Unterthiner, S. Hochreiter, 2016).</summary>
internal sealed class Elu() : nn.Module<Tensor, Tensor>(nameof(Elu))
{
    public override Tensor forward(Tensor input) => where(input.gt(Kept(0)), input, input.clamp(max: Kept(0)).expm1());
}
