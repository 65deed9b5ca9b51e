using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>How a registry's folders are worked on: by one at a time, and with one kind of error that says what failed.</summary>
internal static class RegistryWork
{
    /// <summary>A stream's folder, made where it is missing and locked for a change; disposing the result ends that.</summary>
    /// <exception cref="BundleException">It cannot be written, or another process holds it for too long.</exception>
    public static IDisposable Hold(StreamFolder folder, string failure)
    {
        try
        {
            if (!Directory.Exists(folder.Path))
            {
                Directory.CreateDirectory(folder.Path);
                DurableFiles.FlushDirectory(Path.GetDirectoryName(folder.Path)!);
            }

            return StreamLock.Take(folder.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BundleException)
        {
            throw new BundleException($"{failure}: {e.Message}", e);
        }
    }

    public static void OrFail(string failure, Action act) => OrFail(failure, () =>
    {
        act();
        return true;
    });

    public static T OrFail<T>(string failure, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{failure}: {e.Message}", e);
        }
    }
}
