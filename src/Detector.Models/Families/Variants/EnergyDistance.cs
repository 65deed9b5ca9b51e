using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>How different two sets of points are distributed: 0 where they are alike (G. Székely, M. Rizzo, 2004).</summary>
internal static class EnergyDistance
{
    /// <param name="first">[N, C].</param>
    /// <param name="second">[M, C].</param>
    public static Tensor Between(Tensor first, Tensor second) =>
        (Kept(2) * cdist(first, second).mean()) - cdist(first, first).mean() - cdist(second, second).mean();
}
