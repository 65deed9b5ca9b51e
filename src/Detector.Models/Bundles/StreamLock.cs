namespace Detector.Models.Bundles;

/// <summary>Lets one process at a time change a stream's folder. The lock is the operating system's, so it dies with its owner.</summary>
internal static class StreamLock
{
    public const string File = ".lock";

    // What the operating system says where another holds it (EWOULDBLOCK of Linux); all else will not pass by waiting.
    private const int Held = 11;

    // Several may wait, and on a busy disk each flushes a dozen files and folders for seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock; disposing the result gives it back.</summary>
    /// <exception cref="BundleException">Another process holds it for too long, or the folder cannot be written.</exception>
    public static IDisposable Take(string folder)
    {
        string path = Path.Combine(folder, File);
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult == Held)
            {
                if (TimeProvider.System.GetElapsedTime(start) > Patience)
                {
                    throw new BundleException($"{path} is held by another process.", e);
                }

                Task.Delay(Pause, TimeProvider.System).Wait();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BundleException($"{folder} cannot be written: {e.Message}", e);
            }
        }
    }
}
