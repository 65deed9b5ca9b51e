using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families;

/// <summary>x where it is positive, a share of x elsewhere (A. Maas, A. Hannun, A. Ng, 2013).</summary>
/// <param name="slope">The share, 0..1.</param>
internal sealed class LeakyRelu(double slope) : nn.Module<Tensor, Tensor>(nameof(LeakyRelu))
{
    public override Tensor forward(Tensor input) => where(input.gt(Kept(0)), input, input * Kept(slope));
}
