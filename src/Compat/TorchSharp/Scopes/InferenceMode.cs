using TorchSharp.Native;

namespace TorchSharp;

/// <summary>Inference mode on the calling thread, until disposed.</summary>
internal sealed class InferenceMode : IDisposable
{
    private nint _guard;

    public InferenceMode(bool mode) => NativeMethods.Check(NativeMethods.dt_enter_inference_mode((byte)(mode ? 1 : 0), out _guard));

    public static bool IsEnabled => NativeMethods.dt_inference_mode() != 0;

    public void Dispose()
    {
        if (_guard != 0)
            NativeMethods.dt_leave_inference_mode(_guard);
        _guard = 0;
    }
}
