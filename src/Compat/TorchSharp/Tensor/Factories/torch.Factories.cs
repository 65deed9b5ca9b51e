using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

// Factories without a dtype make tensors of get_default_dtype(), and without a device on get_default_device(). Those named
// tensor copy the given elements; from_array and frombuffer share the array's memory.
public static partial class torch
{
    /// <summary>The numbers from <paramref name="start"/> up to, but not, <paramref name="stop"/>; of type int64 where all are whole.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Grad(Aten.arange_start_step.Call(start, stop, step, dtype, Argument.None, device ?? _defaultDevice), requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>So many numbers at equal distances, both ends included.</summary>
    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Grad(Aten.linspace.Call(start, end, steps, dtype ?? _defaultType, Argument.None, device ?? _defaultDevice), requires_grad);

    public static Tensor logspace(
        double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Grad(Aten.logspace.Call(start, end, steps, @base, dtype ?? _defaultType, Argument.None, device ?? _defaultDevice), requires_grad);

    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Grad(Aten.eye_m.Call(rows, columns < 0 ? rows : columns, dtype ?? _defaultType, Argument.None, device ?? _defaultDevice), requires_grad);

    private static Tensor Grad(Tensor tensor, bool requires_grad) => requires_grad ? tensor.requires_grad_() : tensor;

    /// <exception cref="ArgumentException">The dimensions do not hold as many elements as were given.</exception>
    private static unsafe Tensor Of<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        long expected = 1;
        foreach (var size in dimensions)
            expected *= size;
        if (expected != elements.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {elements.Length} elements for [{string.Join(", ", dimensions.ToArray())}]");
        var own = ScalarTypeOf(typeof(T));
        var tensor = Aten.empty_memory_format.Call(dimensions.ToArray(), own, Argument.None, CPU);
        elements.CopyTo(new Span<T>(tensor.CpuData(), elements.Length));
        return Grad(Moved(tensor, dtype ?? own, device ?? _defaultDevice), requires_grad);
    }

    private static Tensor Of<T>(Array elements, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged
    {
        ref var first = ref elements.Length == 0 ? ref Unsafe.NullRef<T>() : ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(elements));
        return Of<T>(MemoryMarshal.CreateReadOnlySpan(ref first, elements.Length), ShapeOf(elements), dtype, device, requires_grad);
    }

    private static Tensor Moved(Tensor tensor, ScalarType dtype, Device device) =>
        tensor.dtype == dtype && tensor.device_type == device.type ? tensor : tensor.to(dtype, device, disposeAfter: true);

    private static long[] ShapeOf(Array array)
    {
        var shape = new long[array.Rank];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = array.GetLongLength(i);
        return shape;
    }
}
