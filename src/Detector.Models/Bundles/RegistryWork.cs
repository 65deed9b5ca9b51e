using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>How a registry is worked on: by one at a time, and with one kind of error that says what failed.</summary>
internal static class RegistryWork
{
    /// <summary>Changes what is a stream's.</summary>
    /// <exception cref="BundleException">It cannot be written, or others keep it from being changed.</exception>
    public static T Change<T>(IStreamStore store, string failure, Func<IStreamStore, T> act)
    {
        BundleException? own = null;
        try
        {
            return store.Change(inner =>
            {
                try
                {
                    return act(inner);
                }
                catch (BundleException e)
                {
                    own = e; // it says already what failed
                    throw;
                }
            });
        }
        catch (Exception e) when (e != own && e is IOException or UnauthorizedAccessException or BundleException)
        {
            throw new BundleException($"{failure}: {e.Message}", e);
        }
    }

    public static void Change(IStreamStore store, string failure, Action<IStreamStore> act) => Change(store, failure, inner =>
    {
        act(inner);
        return true;
    });

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

    /// <summary>What a pointer names; null where it is damaged, too.</summary>
    public static string? ReadIfWhole(IStreamStore store, RegistryPointer pointer)
    {
        try
        {
            return store.Read(pointer);
        }
        catch (BundleException)
        {
            return null;
        }
    }
}
