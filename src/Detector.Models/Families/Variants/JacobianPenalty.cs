using System.Numerics;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>The squared Frobenius norm of the Jacobian of a code with respect to its input, averaged over rows.</summary>
internal static class JacobianPenalty
{
    /// <summary>The closed form for h = sigmoid(W x + b): Σⱼ (hⱼ (1 - hⱼ))² ‖Wⱼ‖² (S. Rifai et al., 2011, equation 9).</summary>
    /// <param name="activations">[N, C] h.</param>
    /// <param name="weight">[C, D] W.</param>
    public static Tensor OfSigmoid(Tensor activations, Tensor weight) =>
        (activations * activations.neg().Plus(1)).Squared().mv(weight.Squared().sum([1])).mean();

    /// <summary>
    /// An estimate for any code: the squared length of Jᵀv for a v of ±1 has the norm as its mean over all v (M. Hutchinson, 1990). Row n
    /// takes the n-th Walsh function as its v: these are orthogonal, so over as many rows as there are functions what the estimates miss
    /// cancels, and nothing is random.
    /// </summary>
    /// <param name="code">[N, C] made of the input; rows do not depend on each other.</param>
    /// <param name="input">[N, D] that requires its gradient.</param>
    public static Tensor Of(Tensor code, Tensor input)
    {
        Tensor probes = Walsh((int)code.shape[0], (int)code.shape[1]).to(code.device);
        return autograd.grad([code], [input], [probes], retain_graph: true, create_graph: true)[0].Squared().sum([1]).mean();
    }

    /// <summary>How many Walsh functions there are for a code so wide.</summary>
    public static int Functions(int width) => (int)BitOperations.RoundUpToPowerOf2((uint)width);

    private static Tensor Walsh(int rows, int width)
    {
        int functions = Functions(width);
        float[] signs = new float[rows * width];
        for (int i = 0; i < signs.Length; i++)
        {
            signs[i] = (BitOperations.PopCount((uint)((i / width) % functions & (i % width))) & 1) == 0 ? 1 : -1;
        }

        return tensor(signs, [rows, width]);
    }
}
