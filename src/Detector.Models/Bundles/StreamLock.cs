namespace Detector.Models.Bundles;

/// <summary>Lets one process at a time change a stream's folder. The lock is the operating system's, so it dies with its owner.</summary>
internal static class StreamLock
{
    // Several may wait, and on a busy disk each flushes a dozen files and folders for seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock; disposing the result gives it back.</summary>
    /// <exception cref="BundleException">Another process holds it for too long.</exception>
    public static IDisposable Take(string folder)
    {
        string path = Path.Combine(folder, ".lock");
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                throw new BundleException($"{path} is held by another process, or cannot be made: {e.Message}", e);
            }
            catch (IOException)
            {
                Task.Delay(Pause, TimeProvider.System).Wait();
            }
        }
    }
}
