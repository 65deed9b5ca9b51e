using Detector.Models.Objects;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>
/// A stream's objects that never change, as this machine keeps them: each is read from the store once, held against its hash whenever it
/// is looked at, and read again where its copy has gone bad.
/// </summary>
/// <param name="objects">The store.</param>
/// <param name="stream">The stream.</param>
/// <param name="cache">The folder.</param>
internal sealed class BundleCopies(IObjectStore objects, string stream, string cache)
{
    /// <summary>A folder with a version's files, all of them sound; null where there is no such version.</summary>
    /// <exception cref="IOException">The store does not answer, or lacks one.</exception>
    /// <exception cref="BundleException">One is not what the manifest says.</exception>
    public string? Find(string version)
    {
        string folder = Path.Combine(cache, RegistryNames.CheckVersion(version));
        if (IsWhole(folder))
        {
            return folder;
        }

        if (FindManifest(version) is not { } noted)
        {
            return null;
        }

        string room = Path.Combine(cache, ".new-" + Guid.NewGuid().ToString("n"));
        string coming = Path.Combine(room, version);
        try
        {
            Directory.CreateDirectory(coming);
            foreach (string name in BundleReader.ReadManifest(noted).Files.Keys)
            {
                string key = $"{stream}/{version}/{name}";
                byte[] content = objects.Get(key)?.Content
                    ?? throw new IOException($"{objects.Name}/{key} is not there, though its manifest is");
                File.WriteAllBytes(Path.Combine(coming, Path.GetFileName(name)), content);
            }

            File.Copy(Path.Combine(noted, BundleFiles.Manifest), Path.Combine(coming, BundleFiles.Manifest));
            BundleReader.Check(coming);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(coming, folder);
            return folder;
        }
        catch (IOException) when (IsWhole(folder))
        {
            return folder; // another process was quicker
        }
        finally
        {
            if (Directory.Exists(room))
            {
                Directory.Delete(room, recursive: true);
            }
        }
    }

    /// <summary>A folder with a version's manifest; null where there is no such version.</summary>
    /// <exception cref="IOException">The store does not answer.</exception>
    public string? FindManifest(string version)
    {
        string folder = Path.Combine(cache, "manifests", RegistryNames.CheckVersion(version));
        string file = Path.Combine(folder, BundleFiles.Manifest);
        if (File.Exists(file) && !IsManifest(folder))
        {
            File.Delete(file);
        }

        return Kept(file, $"{version}/{BundleFiles.Manifest}") ? folder : null;
    }

    // Kept here once it was read; a part of a file is none.
    private bool Kept(string file, string name)
    {
        if (!File.Exists(file))
        {
            if (objects.Get($"{stream}/{name}")?.Content is not { } content)
            {
                return false;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            DurableFiles.Replace(file, content);
        }

        return true;
    }

    /// <summary>A file with an object's content, whether it is there or not.</summary>
    /// <param name="name">The object.</param>
    /// <param name="folder">Which folder of copies.</param>
    /// <exception cref="IOException">The store does not answer.</exception>
    public string Find(string name, string folder)
    {
        string file = Path.Combine(cache, folder, Path.GetFileName(name));
        Kept(file, name);
        return file;
    }

    private static bool IsManifest(string folder)
    {
        try
        {
            return BundleReader.ReadManifest(folder) is not null;
        }
        catch (BundleException)
        {
            return false;
        }
    }

    // A disk that has gone bad is no reason to refuse what the store has.
    private static bool IsWhole(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                return false;
            }

            BundleReader.Check(folder);
            return true;
        }
        catch (BundleException)
        {
            return false;
        }
    }
}
