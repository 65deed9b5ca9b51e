using System.Runtime.InteropServices;

namespace TorchSharp.Native;

// The exports of native/detector_torch.cpp. What returns a bool reports a failure by false: wrap it in Check.
internal static unsafe partial class NativeMethods
{
    private const string Library = "detector_torch";

    /// <summary>Throws what libtorch said of the call that has just failed on this thread.</summary>
    /// <exception cref="ExternalException">The call failed.</exception>
    public static void Check(byte succeeded)
    {
        if (succeeded == 0)
            throw new ExternalException(Marshal.PtrToStringUTF8((nint)dt_error()));
    }

    [LibraryImport(Library)]
    private static partial byte* dt_error();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte dt_find(string name, string overload, out nint found);

    [LibraryImport(Library)]
    public static partial byte dt_call(nint op, Value* arguments, long count, Value* results, long capacity, long* returned);

    [LibraryImport(Library)]
    public static partial void dt_free_handles(nint handles);

    [LibraryImport(Library)]
    public static partial byte dt_manual_seed(ulong seed);

    [LibraryImport(Library)]
    public static partial byte dt_default_generator(long deviceType, long deviceIndex, out nint found);

    [LibraryImport(Library)]
    public static partial byte dt_clone_generator(nint handle, out nint cloned);

    [LibraryImport(Library)]
    public static partial void dt_release_generator(nint handle);

    [LibraryImport(Library)]
    public static partial byte dt_generator_seed(nint handle, byte set, byte draw, ref ulong seed);

    [LibraryImport(Library)]
    public static partial byte dt_generator_state(nint handle, nint state, out nint current);

    [LibraryImport(Library)]
    public static partial long dt_cuda_device_count();

    [LibraryImport(Library)]
    public static partial long dt_cudnn_available();

    [LibraryImport(Library)]
    public static partial long dt_get_threads();

    [LibraryImport(Library)]
    public static partial byte dt_set_threads(long count);

    [LibraryImport(Library)]
    public static partial long dt_get_interop_threads();

    [LibraryImport(Library)]
    public static partial byte dt_set_interop_threads(long count);
}
