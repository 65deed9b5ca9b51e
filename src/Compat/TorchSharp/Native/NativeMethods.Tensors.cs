using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    public static partial void dt_release(nint handle);

    [LibraryImport(Library)]
    public static partial byte dt_from_memory(
        void* memory, long* sizes, long dimensions, sbyte type, delegate* unmanaged<nint, void> deleter, nint context, out nint created);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long dt_dim(nint handle);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long dt_numel(nint handle);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long dt_dtype(nint handle);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long dt_itemsize(nint handle);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long dt_is_contiguous(nint handle);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void dt_device(nint handle, out long type, out long index);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void dt_sizes(nint handle, long* sizes);

    [LibraryImport(Library)]
    public static partial byte dt_strides(nint handle, long* strides);

    [LibraryImport(Library)]
    public static partial byte dt_storage_offset(nint handle, out long offset);

    [LibraryImport(Library)]
    public static partial byte dt_data(nint handle, out nint data);

    [LibraryImport(Library)]
    public static partial long dt_is_leaf(nint handle);

    [LibraryImport(Library)]
    public static partial long dt_requires_grad(nint handle);

    [LibraryImport(Library)]
    public static partial byte dt_set_requires_grad(nint handle, byte requiresGrad);

    [LibraryImport(Library)]
    public static partial byte dt_retain_grad(nint handle);

    [LibraryImport(Library)]
    public static partial nint dt_grad(nint handle);

    [LibraryImport(Library)]
    public static partial byte dt_set_grad(nint handle, nint grad);

    [LibraryImport(Library)]
    public static partial byte dt_backward(
        nint* roots, long rootCount, nint* grads, long gradCount, byte retainGraph, byte createGraph, nint* inputs, long inputCount);

    [LibraryImport(Library)]
    public static partial byte dt_gradients(
        nint* outputs, long outputCount, nint* inputs, long inputCount, nint* grads, long gradCount,
        byte retainGraph, byte createGraph, byte allowUnused, nint* results);

    [LibraryImport(Library)]
    public static partial long dt_grad_mode();

    [LibraryImport(Library)]
    public static partial void dt_set_grad_mode(byte enabled);

    [LibraryImport(Library)]
    public static partial long dt_inference_mode();

    [LibraryImport(Library)]
    public static partial byte dt_enter_inference_mode(byte enabled, out nint guard);

    [LibraryImport(Library)]
    public static partial void dt_leave_inference_mode(nint guard);
}
