namespace TorchSharp.Native;

/// <summary>
/// One argument of an operator call. It holds the managed object itself, so that no tensor is finalized while
/// the call that uses it is under way. A null reference stands for the schema's None.
/// </summary>
internal readonly struct Argument
{
    public readonly object? Reference;
    public readonly long Bits;
    public readonly ValueKind Kind;

    private Argument(ValueKind kind, long bits)
    {
        Kind = kind;
        Bits = bits;
    }

    private Argument(ValueKind kind, object? reference)
    {
        Kind = reference is null ? ValueKind.None : kind;
        Reference = reference;
    }

    /// <summary>Takes the value that the operator's schema gives for this argument.</summary>
    public static Argument Default => new(ValueKind.Default, 0);

    public static Argument None => default;

    public static implicit operator Argument(torch.Tensor? value) => new(ValueKind.Tensor, value);

    public static implicit operator Argument(int value) => new(ValueKind.Int, value);

    public static implicit operator Argument(long value) => new(ValueKind.Int, value);

    public static implicit operator Argument(long? value) => value is { } given ? given : default(Argument);

    public static implicit operator Argument(double value) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(double? value) => value is { } given ? given : default(Argument);

    public static implicit operator Argument(bool value) => new(ValueKind.Bool, value ? 1L : 0L);

    public static implicit operator Argument(bool? value) => value is { } given ? given : default(Argument);

    public static implicit operator Argument(torch.ScalarType value) => new(ValueKind.Int, (long)value);

    public static implicit operator Argument(torch.ScalarType? value) => value is { } given ? given : default(Argument);

    public static implicit operator Argument(torch.nn.Reduction value) => new(ValueKind.Int, (long)value);

    public static implicit operator Argument(Scalar? value) => value is null ? default : new(value.Kind, value.Bits);

    public static implicit operator Argument(long[]? value) => new(ValueKind.Ints, value);

    public static implicit operator Argument(double[]? value) => new(ValueKind.Doubles, value);

    public static implicit operator Argument(torch.Tensor?[]? value) => new(ValueKind.Tensors, value);

    public static implicit operator Argument(string? value) => new(ValueKind.String, value);

    public static implicit operator Argument(torch.Device? value) => new(ValueKind.Device, value);

    public static implicit operator Argument(torch.Generator? value) => new(ValueKind.Generator, value);
}
