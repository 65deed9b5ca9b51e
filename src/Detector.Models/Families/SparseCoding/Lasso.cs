using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.SparseCoding;

/// <summary>Finds sparse codes: the z that makes ½ ‖x - Dz‖² + λ ‖z‖₁ small.</summary>
internal static class Lasso
{
    // The largest eigenvalue is known but for rounding, and a step that is too long does not converge.
    private const double Slack = 1.001;

    /// <summary>
    /// FISTA (A. Beck, M. Teboulle, 2009), in which a row's momentum starts anew where it leads uphill (B. O'Donoghue, E. Candès, 2015).
    /// So many steps are made in any case: what a row's code is does not depend on the rows beside it.
    /// </summary>
    /// <param name="samples">[N, D] x.</param>
    /// <param name="dictionary">[D, K] one atom a column.</param>
    /// <param name="penalty">λ.</param>
    /// <param name="iterations">Steps.</param>
    /// <returns>[N, K] z.</returns>
    public static Tensor Solve(Tensor samples, Tensor dictionary, double penalty, int iterations)
    {
        Tensor gram = dictionary.t().mm(dictionary);
        Tensor rate = (linalg.eigvalsh(gram).amax(0) * Kept(Slack)).reciprocal();
        Tensor threshold = rate * Kept(penalty);
        Tensor pull = samples.mm(dictionary) * rate;
        gram *= rate;
        Tensor code = zeros_like(pull);
        Tensor ahead = code;
        Tensor pace = ones(samples.shape[0], 1, device: samples.device);
        for (int i = 0; i < iterations; i++)
        {
            Tensor free = (ahead - ahead.mm(gram)).Plus(pull);
            Tensor next = free - free.minimum(threshold).maximum(threshold.neg());
            Tensor move = next - code;
            Tensor goesOn = ((ahead - next) * move).sum([1], keepdim: true).le(Kept(0)).to(pull.dtype);
            Tensor faster = (pace.Squared() * Kept(4)).Plus(1).sqrt().Plus(1) * Kept(0.5);
            ahead = next.Plus(move * ((pace - Kept(1)) / faster * goesOn));
            pace = (faster * goesOn).Plus(goesOn.neg().Plus(1));
            code = next;
        }

        return code;
    }

    /// <summary>[N] ½ ‖x - Dz‖² + λ ‖z‖₁.</summary>
    public static Tensor Objective(Tensor samples, Tensor dictionary, Tensor codes, double penalty) =>
        ((samples - codes.mm(dictionary.t())).Squared().sum([1]) * Kept(0.5)).Plus(codes.abs().sum([1]) * Kept(penalty));
}
