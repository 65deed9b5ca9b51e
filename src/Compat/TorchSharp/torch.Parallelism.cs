using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The number of threads that one operator may use on the CPU.</summary>
    public static int get_num_threads() => (int)NativeMethods.dt_get_threads();

    /// <exception cref="System.Runtime.InteropServices.ExternalException">The number is not positive.</exception>
    public static void set_num_threads(int num) => NativeMethods.Check(NativeMethods.dt_set_threads(num));

    /// <summary>The number of threads that independent operators may use on the CPU.</summary>
    public static int get_num_interop_threads() => (int)NativeMethods.dt_get_interop_threads();

    /// <exception cref="System.Runtime.InteropServices.ExternalException">The number is not positive, or the pool has started already.</exception>
    public static void set_num_interop_threads(int num) => NativeMethods.Check(NativeMethods.dt_set_interop_threads(num));
}
