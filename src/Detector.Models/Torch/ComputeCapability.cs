using System.Runtime.InteropServices;

namespace Detector.Models.Torch;

/// <summary>How new a GPU is, by NVIDIA's driver itself: TorchSharp does not tell.</summary>
internal static partial class ComputeCapability
{
    // CUdevice_attribute of the CUDA driver API.
    private const int Major = 75;

    /// <summary>The first number of its compute capability, such as 8 of 8.6; null where the driver does not say.</summary>
    /// <param name="number">The GPU's number.</param>
    public static int? Of(int number)
    {
        try
        {
            return Initialise(0) == 0 && Device(out int device, number) == 0 && Attribute(out int major, Major, device) == 0
                ? major
                : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libcuda.so.1", EntryPoint = "cuInit")]
    private static partial int Initialise(uint flags);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGet")]
    private static partial int Device(out int device, int number);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGetAttribute")]
    private static partial int Attribute(out int value, int attribute, int device);
}
