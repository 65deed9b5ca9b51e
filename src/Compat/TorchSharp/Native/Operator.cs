using System.Runtime.CompilerServices;
using System.Text;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Native;

/// <summary>
/// An ATen operator, by the name its schema has ("add.Tensor"). Its handle is looked up once, at the first call;
/// a call allocates nothing but the tensors it returns. Trailing arguments left out take the schema's defaults.
/// </summary>
/// <exception cref="System.Runtime.InteropServices.ExternalException">What libtorch said, when it refuses a call.</exception>
internal sealed unsafe class Operator(string schema)
{
    private const int InlineElements = 64;
    private nint _handle;

    private nint Handle => _handle != 0 ? _handle : Find();

    /// <summary>Calls an operator that returns one tensor.</summary>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Invoke(arguments, &result, 1);
        return Take(result)!;
    }

    /// <summary>Calls an operator that changes its first argument in place, and returns that argument.</summary>
    public Tensor On(Tensor self, params ReadOnlySpan<Argument> others)
    {
        var arguments = new Arguments();
        arguments[0] = self;
        for (var i = 0; i < others.Length; i++)
            arguments[i + 1] = others[i];
        Invoke(((ReadOnlySpan<Argument>)arguments)[..(others.Length + 1)], null, 0);
        return self;
    }

    /// <summary>Calls an operator that returns two tensors.</summary>
    public (Tensor First, Tensor Second) Call2(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc Value[2];
        Invoke(arguments, results, 2);
        return (Take(results[0])!, Take(results[1])!);
    }

    /// <summary>Calls an operator that returns three tensors; an undefined one is null.</summary>
    public (Tensor First, Tensor Second, Tensor Third) Call3(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc Value[3];
        Invoke(arguments, results, 3);
        return (Take(results[0])!, Take(results[1])!, Take(results[2])!);
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    public Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Invoke(arguments, &result, 1);
        var handles = new ReadOnlySpan<nint>((void*)result.Data, (int)result.Extra);
        var tensors = new Tensor[handles.Length];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = new Tensor(handles[i]);
        NativeMethods.dt_free_handles((nint)result.Data);
        return tensors;
    }

    /// <summary>Calls an operator that returns a bool or an integer.</summary>
    public long CallLong(params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Invoke(arguments, &result, 1);
        return result.Data;
    }

    /// <summary>Calls an operator that returns a number.</summary>
    public Scalar CallScalar(params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Invoke(arguments, &result, 1);
        return result.Kind switch
        {
            ValueKind.Double => BitConverter.Int64BitsToDouble(result.Data),
            ValueKind.Bool => result.Data != 0,
            _ => result.Data,
        };
    }

    private static Tensor? Take(in Value result) => result.Kind == ValueKind.Tensor ? new Tensor((nint)result.Data) : null;

    [SkipLocalsInit]
    private void Invoke(ReadOnlySpan<Argument> arguments, Value* results, long capacity)
    {
        var native = stackalloc Value[arguments.Length];
        var elements = 0;
        foreach (ref readonly var argument in arguments)
            elements += Elements(argument);
        var inline = stackalloc long[InlineElements];
        fixed (long* rented = elements > InlineElements ? new long[elements] : null)
        {
            var buffer = rented is null ? inline : rented;
            for (var i = 0; i < arguments.Length; i++)
                native[i] = Lower(arguments[i], ref buffer);
            long returned;
            NativeMethods.Check(NativeMethods.dt_call(Handle, native, arguments.Length, results, capacity, &returned));
        }
    }

    // The number of 8-byte elements that an argument's list takes up.
    private static int Elements(in Argument argument) => argument.Kind switch
    {
        ValueKind.Ints or ValueKind.Doubles or ValueKind.Tensors => ((Array)argument.Reference!).Length,
        ValueKind.String => (Encoding.UTF8.GetMaxByteCount(((string)argument.Reference!).Length) / sizeof(long)) + 1,
        _ => 0,
    };

    private static Value Lower(in Argument argument, ref long* buffer)
    {
        var value = new Value { Kind = argument.Kind, Data = argument.Bits };
        switch (argument.Kind)
        {
            case ValueKind.Tensor:
                value.Data = Unsafe.As<Tensor>(argument.Reference!).Handle;
                break;
            case ValueKind.Generator:
                value.Data = Unsafe.As<torch.Generator>(argument.Reference!).Handle;
                break;
            case ValueKind.Device:
                var device = Unsafe.As<torch.Device>(argument.Reference!);
                (value.Data, value.Extra) = ((long)device.type, device.index);
                break;
            case ValueKind.Ints:
                LowerList(ref value, Unsafe.As<long[]>(argument.Reference!), ref buffer);
                break;
            case ValueKind.Doubles:
                LowerList(ref value, Unsafe.As<double[]>(argument.Reference!), ref buffer);
                break;
            case ValueKind.Tensors:
                var tensors = Unsafe.As<Tensor?[]>(argument.Reference!);
                (value.Data, value.Extra) = ((long)buffer, tensors.Length);
                foreach (var tensor in tensors)
                    *buffer++ = tensor is null ? 0 : tensor.Handle;
                break;
            case ValueKind.String:
                var text = Unsafe.As<string>(argument.Reference!);
                (value.Data, value.Extra) = ((long)buffer, Encoding.UTF8.GetBytes(text, new Span<byte>(buffer, Elements(argument) * sizeof(long))));
                buffer += Elements(argument);
                break;
        }
        return value;
    }

    private static void LowerList<T>(ref Value value, T[] list, ref long* buffer) where T : unmanaged
    {
        list.AsSpan().CopyTo(new Span<T>(buffer, list.Length));
        (value.Data, value.Extra) = ((long)buffer, list.Length);
        buffer += list.Length;
    }

    private nint Find()
    {
        var dot = schema.IndexOf('.');
        var (name, overload) = dot < 0 ? (schema, "") : (schema[..dot], schema[(dot + 1)..]);
        NativeMethods.Check(NativeMethods.dt_find("aten::" + name, overload, out var handle));
        return _handle = handle;
    }

    [InlineArray(16)]
    private struct Arguments
    {
        private Argument _first;
    }
}
