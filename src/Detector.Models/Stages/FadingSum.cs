using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Stages;

/// <summary>
/// A sum over steps in which older steps count less: after t of them, a step's part has faded by ((t - 1) / t)ᵖ, so that about the last
/// t/p steps count, more and more of them as training goes on (J. Mairal et al., 2010, section 3.4.1).
/// </summary>
/// <param name="power">p.</param>
internal sealed class FadingSum(double power) : IDisposable
{
    private Tensor? _sum;
    private int _steps;

    /// <summary>Adds a step's part and returns the sum, which stays this object's.</summary>
    public Tensor Add(Tensor part)
    {
        _steps++;
        Tensor next = _sum is null ? part.clone() : (_sum * Kept(Math.Pow(1 - (1.0 / _steps), power))).Plus(part);
        _sum?.Dispose();
        return _sum = next.DetachFromDisposeScope();
    }

    public void Dispose() => _sum?.Dispose();
}
