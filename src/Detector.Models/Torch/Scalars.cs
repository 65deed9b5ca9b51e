using TorchSharp;

namespace Detector.Models.Torch;

/// <summary>
/// Numbers for calls of Torch. TorchSharp passes on a <see cref="Scalar"/>'s native pointer without keeping the object alive: one that was made for the call alone, as
/// the conversion of a number is, may be freed by a collection on another thread while the call reads it. So the conversions are banned, and whoever needs a number takes it here.
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

    private static Scalar Keep(Scalar scalar)
    {
        _last ??= new Scalar[Most];
        _last[_next] = scalar;
        _next = (_next + 1) % Most;
        return scalar;
    }
}
