using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number that is an operator's argument: an integer, a floating-point number or a bool.</summary>
public sealed class Scalar : IDisposable
{
    private Scalar(ValueKind kind, long bits, torch.ScalarType type)
    {
        Kind = kind;
        Bits = bits;
        Type = type;
    }

    /// <summary>The type of the number that the scalar was made of.</summary>
    public torch.ScalarType Type { get; }

    internal ValueKind Kind { get; }

    internal long Bits { get; }

    internal double AsDouble => Kind == ValueKind.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    internal long AsLong => Kind == ValueKind.Double ? (long)AsDouble : Bits;

    internal static Scalar Of(double value, torch.ScalarType type) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(value), type);

    internal static Scalar Of(long value, torch.ScalarType type) =>
        new(type == torch.ScalarType.Bool ? ValueKind.Bool : ValueKind.Int, value, type);

    public static implicit operator Scalar(byte value) => Of(value, torch.ScalarType.Byte);

    public static implicit operator Scalar(sbyte value) => Of(value, torch.ScalarType.Int8);

    public static implicit operator Scalar(short value) => Of(value, torch.ScalarType.Int16);

    public static implicit operator Scalar(int value) => Of(value, torch.ScalarType.Int32);

    public static implicit operator Scalar(long value) => Of(value, torch.ScalarType.Int64);

    public static implicit operator Scalar(Half value) => Of((double)value, torch.ScalarType.Float16);

    public static implicit operator Scalar(float value) => Of(value, torch.ScalarType.Float32);

    public static implicit operator Scalar(double value) => Of(value, torch.ScalarType.Float64);

    public static implicit operator Scalar(bool value) => Of(value ? 1 : 0, torch.ScalarType.Bool);

    /// <summary>Does nothing: there is nothing native to release. The package's scalars are disposable, so this one is.</summary>
    public void Dispose()
    {
    }
}
