using System.Runtime.InteropServices;

namespace Detector.Hosting;

/// <summary>SIGHUP: read the settings again. Several before one was heard are one.</summary>
internal sealed class ReloadSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0);
    private readonly PosixSignalRegistration _registration;

    public ReloadSignal() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        // Otherwise it ends the process.
        context.Cancel = true;
        Raise();
    });

    /// <summary>Does what SIGHUP does.</summary>
    public void Raise() => _raised.Release();

    public async Task WaitAsync(CancellationToken ct)
    {
        await _raised.WaitAsync(ct);
        while (await _raised.WaitAsync(0, ct))
        {
        }
    }

    public void Dispose() => _registration.Dispose();
}
