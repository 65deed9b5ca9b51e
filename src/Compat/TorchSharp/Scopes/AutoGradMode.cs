using TorchSharp.Native;

namespace TorchSharp;

/// <summary>Whether the calling thread records gradients, until disposed.</summary>
internal sealed class AutoGradMode : IDisposable
{
    private readonly bool _former = IsEnabled;

    public AutoGradMode(bool enabled) => NativeMethods.dt_set_grad_mode((byte)(enabled ? 1 : 0));

    public static bool IsEnabled => NativeMethods.dt_grad_mode() != 0;

    public void Dispose() => NativeMethods.dt_set_grad_mode((byte)(_former ? 1 : 0));
}
