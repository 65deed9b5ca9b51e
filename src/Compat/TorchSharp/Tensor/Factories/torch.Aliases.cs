using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor over the array's own memory, of the array's shape: what one changes, the other shows.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        var alias = Alias(rawArray, 0, ShapeOf(rawArray));
        return Grad(Moved(alias, dtype ?? alias.dtype, device ?? _defaultDevice), requires_grad);
    }

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    /// <summary>A vector over part of the array's own memory.</summary>
    /// <exception cref="ArgumentException">The offset lies outside the array.</exception>
    /// <exception cref="IndexOutOfRangeException">The array has not so many elements from there on.</exception>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        if (offset < 0 || offset >= rawArray.LongLength)
            throw new ArgumentException($"invalid value for 'offset': {offset}");
        var rest = rawArray.LongLength - offset;
        if (count > rest)
            throw new IndexOutOfRangeException($"element count is too large: {count}");
        var alias = Alias(rawArray, offset, [count < 0 ? rest : count]);
        return Grad(Moved(alias, dtype, CPU), requires_grad);
    }

    // The array stays pinned until libtorch lets go of the memory, which may be long after the tensor's own end: views share it.
    private static unsafe Tensor Alias(Array array, long offset, long[] shape)
    {
        var type = ScalarTypeOf(array.GetType().GetElementType()!);
        if (type == ScalarType.Bool)
            return Of<bool>(array, null, CPU, false).flatten().slice(0, offset, array.LongLength, 1).reshape(shape);
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        var memory = (byte*)pin.AddrOfPinnedObject() + (offset * Buffer.ByteLength(array) / array.LongLength);
        fixed (long* sizes = shape)
        {
            NativeMethods.Check(NativeMethods.dt_from_memory(memory, sizes, shape.Length, (sbyte)type, &Unpin, GCHandle.ToIntPtr(pin),
                out var handle));
            return new Tensor(handle);
        }
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();
}
