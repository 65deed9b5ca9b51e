using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>Standard normal numbers that are the same each time: looking at a loss draws nothing.</summary>
internal static class FixedDraws
{
    /// <summary>Numbers of a tensor's shape, where it is.</summary>
    public static Tensor Like(Tensor of)
    {
        using var generator = new Generator(0);
        return randn(of.shape, generator: generator).to(of.device);
    }
}
