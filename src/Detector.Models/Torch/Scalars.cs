using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Torch;

/// <summary>
/// Arithmetic with numbers. TorchSharp 0.107 passes on a <see cref="Scalar"/>'s native pointer without keeping the object alive: one that
/// is made for the call alone, as the conversion of a number is, may be freed by a collection on another thread while the call reads it.
/// So no number is left to a conversion, nor to those of TorchSharp's own methods that convert one inside (a sum of two tensors is one of
/// them: it has a factor of 1): whoever needs a number takes it here. ScalarsTests finds calls that do not.
/// </summary>
internal static class Scalars
{
    // No call is under way any more when a thread has made so many others.
    private const int Most = 256;

    [ThreadStatic]
    private static Scalar[]? _last;

    [ThreadStatic]
    private static int _next;

    /// <summary>A number that lives longer than the call that it is taken for.</summary>
    public static Scalar Kept(double number) => Keep(number.ToScalar());

    /// <inheritdoc cref="Kept(double)"/>
    public static Scalar Kept(long number) => Keep(number.ToScalar());

    /// <summary>The sum of two tensors.</summary>
    public static Tensor Plus(this Tensor first, Tensor second) => first.add(second, Kept(1));

    /// <summary>The sum of a tensor and a number.</summary>
    public static Tensor Plus(this Tensor tensor, double number) => tensor.add(Kept(number), Kept(1));

    /// <inheritdoc cref="Plus(Tensor, double)"/>
    public static Tensor Plus(this Tensor tensor, long number) => tensor.add(Kept(number), Kept(1));

    /// <summary>Each number times itself.</summary>
    public static Tensor Squared(this Tensor tensor) => tensor * tensor;

    /// <summary>log(1 + exp(x)) of each number x.</summary>
    public static Tensor Softplus(Tensor tensor) => nn.functional.logsigmoid(tensor.neg()).neg();

    private static Scalar Keep(Scalar scalar)
    {
        _last ??= new Scalar[Most];
        _last[_next] = scalar;
        _next = (_next + 1) % Most;
        return scalar;
    }
}
