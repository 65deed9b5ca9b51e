using Detector.Models.Objects;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>Where a registry is: a folder's path, or an object store's address.</summary>
public static class RegistryLocation
{
    /// <summary>The same from wherever it is read: a folder's full path.</summary>
    public static string Absolute(string location) => S3Location.IsOne(location) ? location : Path.GetFullPath(location);

    /// <summary>It as people call it.</summary>
    public static string Shown(string location) => S3Location.IsOne(location) ? location.Split('?')[0].TrimEnd('/') : location;

    internal static IRegistryStore Open(string location, TimeProvider time)
    {
        if (!S3Location.IsOne(location))
        {
            return new FolderStore(location);
        }

        try
        {
            var place = S3Location.Parse(location);
            return new ObjectRegistryStore(new S3ObjectStore(place), place.Cache, time);
        }
        catch (FormatException e)
        {
            throw new BundleException(e.Message, e);
        }
    }
}
