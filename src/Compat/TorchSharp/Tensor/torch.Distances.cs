using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The p-norm distances between each row of x1, [..., P, M], and each of x2, [..., R, M], as [..., P, R].</summary>
    /// <exception cref="ArgumentException">p is negative.</exception>
    public static Tensor cdist(
        Tensor x1, Tensor x2, double p = 2.0, compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary)
    {
        if (p < 0)
            throw new ArgumentException("p must be non-negative");
        return Aten.cdist.Call(x1, x2, p, (long)compute_mode);
    }
}
