using Microsoft.Extensions.Hosting;

namespace Detector.Hosting;

/// <summary>The first error that the daemon cannot go on with; it ends the host, and the process with exit code 1.</summary>
internal sealed class DaemonFailure(IHostApplicationLifetime lifetime)
{
    private Exception? _error;

    /// <summary>Ends the host because of this error; later ones are its consequences and are dropped.</summary>
    public void Report(Exception error)
    {
        if (Interlocked.CompareExchange(ref _error, error, null) is null)
        {
            lifetime.StopApplication();
        }
    }

    /// <exception cref="DaemonFailedException">An error was reported.</exception>
    public void ThrowIfAny()
    {
        if (Volatile.Read(ref _error) is { } error)
        {
            throw new DaemonFailedException(error);
        }
    }
}
